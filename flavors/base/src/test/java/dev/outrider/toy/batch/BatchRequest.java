// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** The body of {@code POST /batches}. */
record BatchRequest(
    String mainClass,
    URI application,
    List<URI> jars,
    List<String> arguments,
    Map<String, String> conf,
    Map<String, String> environment,
    Map<String, String> labels) {}

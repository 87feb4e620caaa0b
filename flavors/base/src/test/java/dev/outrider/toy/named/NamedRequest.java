// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import java.util.List;
import java.util.Map;

/**
 * The body of {@code POST /jobs}.
 *
 * @param name the caller's, of which there is one job ever
 * @param command {@code spark-submit} and its arguments
 */
record NamedRequest(
    String name, List<String> command, Map<String, String> environment, Map<String, String> tags) {}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.SampleOrders;
import java.net.URI;
import java.util.Map;

/** Submissions, as an orchestrator gives them. */
final class Orders {
  static final AttemptKey KEY = SampleOrders.KEY;

  private Orders() {}

  static Submission order(Resources resources, Map<String, String> conf) {
    return SampleOrders.in(URI.create("file:///store/"), resources, conf);
  }
}

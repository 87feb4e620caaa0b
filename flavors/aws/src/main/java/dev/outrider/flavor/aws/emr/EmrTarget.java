// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the requests of an operator have in common.
 *
 * @param flavor what the operators can give
 * @param operator the operator's name in the configuration, for messages
 * @param versions the clusters' Spark and Java, as far as they are set
 * @param mode where drivers run: on the primary node, or in a container of YARN
 * @param conf the operator's conf; a submission's wins over it
 * @param rapids whether steps with GPUs use the RAPIDS Accelerator
 */
record EmrTarget(
    FlavorInfo flavor,
    String operator,
    SparkAndJava versions,
    DeployMode mode,
    Map<String, String> conf,
    boolean rapids) {
  EmrTarget {
    conf = new TreeMap<>(conf);
  }

  Refusals refusals() {
    return new Refusals(operator);
  }
}

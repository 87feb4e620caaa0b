// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.HashMap;
import java.util.Map;

/**
 * How many GPUs EC2's instance types have that Spark on EMR can use: those of NVIDIA, in machines
 * that are not ARM ("Use the Nvidia RAPIDS Accelerator for Spark", EMR Release Guide). The figures
 * are those of "Specifications for Amazon EC2 accelerated computing instances", EC2 Instance Types,
 * as of 2026-11. Pure.
 */
final class GpuInstances {
  private static final Map<String, Integer> GPUS = new HashMap<>();

  static {
    each(1, "g4dn", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge");
    each(4, "g4dn", "12xlarge");
    each(8, "g4dn", "metal");
    for (String family : new String[] {"g5", "g6", "g6e"}) {
      each(1, family, "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge");
      each(4, family, "12xlarge", "24xlarge");
      each(8, family, "48xlarge");
    }
    each(1, "gr6", "4xlarge", "8xlarge");
    each(1, "p3", "2xlarge");
    each(4, "p3", "8xlarge");
    each(8, "p3", "16xlarge");
    each(8, "p3dn", "24xlarge");
    each(8, "p4d", "24xlarge");
    each(8, "p4de", "24xlarge");
    each(1, "p5", "4xlarge");
    each(8, "p5", "48xlarge");
    each(8, "p5e", "48xlarge");
    each(8, "p5en", "48xlarge");
    each(8, "p6-b200", "48xlarge");
  }

  private GpuInstances() {}

  private static void each(int gpus, String family, String... sizes) {
    for (String size : sizes) {
      GPUS.put(family + "." + size, gpus);
    }
  }

  /**
   * How many GPUs a machine of a type has.
   *
   * @param type such as {@code g5.2xlarge}
   * @return 0 also for one that is not in the table
   */
  static int of(String type) {
    return GPUS.getOrDefault(type, 0);
  }
}

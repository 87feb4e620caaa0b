// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.pipeline.Resources;
import java.util.Map;

/** How the number of executors is requested of a cluster, with the properties of Spark's page. */
public enum ExecutorCount {

  /**
   * A standalone master counts cores: what an application may have in all is {@code
   * spark.cores.max}. See "Spark Standalone Mode, Resource Scheduling" of Spark's documentation.
   */
  CORES_IN_ALL {
    @Override
    void put(int executors, Resources asked, Map<String, String> conf) {
      conf.put("spark.cores.max", Long.toString((long) executors * asked.cores().orElse(1)));
      if (asked.cores().isEmpty()) {
        conf.putIfAbsent("spark.executor.cores", "1");
      }
    }
  },

  /**
   * YARN and what is like it. Platforms turn dynamic allocation on, which would make a number of
   * executors the first one only.
   */
  INSTANCES {
    @Override
    void put(int executors, Resources asked, Map<String, String> conf) {
      conf.put("spark.executor.instances", Integer.toString(executors));
      conf.putIfAbsent("spark.dynamicAllocation.enabled", "false");
    }
  };

  abstract void put(int executors, Resources asked, Map<String, String> conf);
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.util.List;

/**
 * What on a user's class path is Outrider's own. None of it is taken from there: the application
 * layer brings what a step needs on the cluster, and the rest has nothing to do there.
 */
final class OutriderClasses {

  // By package, and not by the common prefix: the examples, and whatever builds on Outrider, are
  // a user's classes.
  private static final List<String> PACKAGES =
      List.of(
          "dev/outrider/step/",
          "dev/outrider/application/",
          "dev/outrider/pipeline/",
          "dev/outrider/flavor/",
          "dev/outrider/store/",
          "dev/outrider/packaging/",
          "dev/outrider/plan/",
          "dev/outrider/plugin/",
          "dev/outrider/run/",
          "dev/outrider/ledger/",
          "dev/outrider/bundle/",
          "dev/outrider/config/",
          "dev/outrider/schedule/",
          "dev/outrider/artifact/",
          "dev/outrider/home/",
          "dev/outrider/cli/",
          "dev/outrider/server/",
          "dev/outrider/testkit/");

  /**
   * The library that comes with Outrider, as its jar is called. Outrider's own code runs on the one
   * of every Spark; only another version of it is the user's choice, and worth a warning.
   */
  static final String BROUGHT = "slf4j-api-2.0.17";

  /** A jar with this entry is a flavor: its SDK has no business on the cluster. */
  static final String PLUGIN = "META-INF/outrider/plugin.properties";

  private OutriderClasses() {}

  /** Whether a class or a resource lies in one of Outrider's packages. */
  static boolean has(String path) {
    return PACKAGES.stream().anyMatch(path::startsWith);
  }
}

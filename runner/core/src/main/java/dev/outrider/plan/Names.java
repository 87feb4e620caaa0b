// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.List;
import java.util.regex.Pattern;

/** How pipelines, steps, operators and parameters may be named. */
final class Names {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

  private Names() {}

  /** Checks the name of a pipeline, step or operator. */
  static void check(String what, String name, List<String> problems) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          what
              + " is named '"
              + name
              + "'; use a lower-case letter, then up to 39 lower-case letters, digits and '-'.");
    }
  }

  static void checkParameter(String name, List<String> problems) {
    if (!PARAMETER.matcher(name).matches()) {
      problems.add(
          "A parameter is named '"
              + name
              + "'; use a letter, then up to 39 letters, digits, '_' and '-'.");
    }
  }
}

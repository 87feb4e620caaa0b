// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import java.nio.file.Path;

/** Something that takes what others have written, and what must hold for it, whatever that is. */
public interface FuzzTarget {

  /** What {@code scripts/fuzz} calls it. */
  String name();

  /**
   * Tries one input. Every exception but those that the code under test has for bad input is a
   * fault.
   *
   * @param input what is tried is made of it alone
   * @param scratch an empty folder, which may be left as it is
   */
  void check(Hostile input, Path scratch) throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.util.List;
import java.util.Locale;

/**
 * One way to break a promise, and the tests that have to see it. An enum implements this; each
 * constant is a variant.
 */
interface BrokenVariant {

  /** As an enum's constant is called, such as {@code LISTS_BY_STRING_PREFIX}. */
  String name();

  /**
   * The tests that must fail, one or more, as {@link ContractRun#failed} names them. Others may
   * fail too.
   */
  List<String> caughtBy();

  /** What the subject is told, such as {@code lists-by-string-prefix}. */
  default String variant() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

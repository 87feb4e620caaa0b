// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;

/**
 * How often a platform may be asked, as a token bucket: it holds up to {@code burst} calls and is
 * filled by {@code perSecond}; a call that finds it empty is refused. Immutable.
 *
 * <p>Outrider counts only its own calls, and cannot see other calls on the same account: other
 * processes, people, other calls of the operator. State what remains for it where these are many.
 *
 * @param sharedBy names what the platform counts calls by, such as {@code emr 123456789012
 *     eu-west-1 ListSteps}: operators of one process whose text is equal have one limit together,
 *     the lowest numbers of all of them; not blank, free of secrets, as people read it
 * @param burst how many calls may be made at once after a long pause; 1 or more. One of them is
 *     never used, as calls take different times to arrive; where there is only 1, state less {@code
 *     perSecond} than the platform allows
 * @param perSecond how many calls a second may be made for long; above 0, and finite
 * @param jobsPerCall how many jobs one call may be about; 1 or more
 */
public record CallLimit(String sharedBy, int burst, double perSecond, int jobsPerCall) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a part is out of its range
   * @throws NullPointerException when {@code sharedBy} is null
   */
  public CallLimit {
    Objects.requireNonNull(sharedBy, "sharedBy");
    if (sharedBy.isBlank()) {
      throw new IllegalArgumentException("A call limit's 'sharedBy' names what is shared.");
    }
    check("burst", burst, burst >= 1, "1 or more");
    check("perSecond", perSecond, perSecond > 0 && perSecond <= Double.MAX_VALUE, "above 0");
    check("jobsPerCall", jobsPerCall, jobsPerCall >= 1, "1 or more");
  }

  private static void check(String part, Number value, boolean isRight, String expected) {
    if (!isRight) {
      throw new IllegalArgumentException(
          "A call limit's '" + part + "' was " + value + " but must be " + expected + ".");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who may ask. Its text has no secret.
 *
 * @param id what a request names it by
 * @param secret what requests are signed with
 * @param sessionToken what a temporary key must be shown with; empty for a lasting one
 * @param ends when a temporary key ends; empty for a lasting one
 * @param userId the unique id of who has it
 * @param arn the name of who has it
 */
record AccessKey(
    String id,
    String secret,
    Optional<String> sessionToken,
    Optional<Instant> ends,
    String userId,
    String arn) {

  boolean hasEnded(Instant now) {
    return ends.isPresent() && !now.isBefore(ends.get());
  }

  @Override
  public String toString() {
    return id + " of " + arn;
  }
}

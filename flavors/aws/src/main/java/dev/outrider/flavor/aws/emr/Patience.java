// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.submit.Pause;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Makes a call again that the account has asked too often: surely nothing was done. Thread-safe.
 *
 * @param limit how long it waits for one answer, in all
 * @param pause waits before each call but the first
 */
record Patience(Duration limit, Pause pause) {

  /**
   * The first answer that is another than that it was too often.
   *
   * @throws AwsServiceException what the service has answered; also that it was too often, when
   *     patience has ended, or the thread was interrupted, whose flag stays set
   * @throws software.amazon.awssdk.core.exception.SdkClientException when there was no answer
   */
  <T> T answer(Supplier<T> call) {
    Duration waited = Duration.ZERO;
    for (int tried = 1; true; tried++) {
      try {
        return call.get();
      } catch (AwsServiceException e) {
        Duration next = pause.before(tried);
        waited = waited.plus(next);
        if (!EmrRefusal.isThrottled(e) || waited.compareTo(limit) > 0 || !pause.isTaken(next)) {
          throw e;
        }
      }
    }
  }
}

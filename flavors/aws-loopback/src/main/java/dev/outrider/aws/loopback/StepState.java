// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

/** Where a step is, in the words of the model. */
enum StepState {
  PENDING,
  CANCEL_PENDING,
  RUNNING,
  COMPLETED,
  CANCELLED,
  FAILED,
  INTERRUPTED;

  /** Whether it never changes again. */
  boolean isFinal() {
    return switch (this) {
      case PENDING, CANCEL_PENDING, RUNNING -> false;
      case COMPLETED, CANCELLED, FAILED, INTERRUPTED -> true;
    };
  }
}

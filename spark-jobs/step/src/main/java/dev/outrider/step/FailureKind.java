// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/** Why an attempt failed, as far as it decides what to do next. */
public enum FailureKind {
  /** The step threw. Not retried by default. */
  USER,
  /** Out of memory or disk. */
  RESOURCE,
  /** Quota, a spot machine lost, no GPU to be had. */
  CAPACITY,
  /** The platform's nodes or services failed. */
  PLATFORM,
  /** A refused request, a missing right, input or secret. Not retried by default. */
  CONFIGURATION,
  /** A deadline passed. */
  TIMEOUT
}

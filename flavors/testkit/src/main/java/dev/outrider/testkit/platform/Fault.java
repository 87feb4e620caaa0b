// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

/** What may go wrong with one call, whatever the protocol; each server says it in its own words. */
public enum Fault {
  /** The connection is cut before the platform has read the call: nothing has happened. */
  REQUEST_LOST,
  /** The platform does what it is asked, and the connection is cut before its answer. */
  REPLY_LOST,
  /** The platform does what it is asked, and answers that it has failed: 500, INTERNAL. */
  FAILED_AFTERWARDS,
  /** Too many calls; nothing has happened: 429, RESOURCE_EXHAUSTED. */
  THROTTLED,
  /** The same, with the time to come back: {@code Retry-After: 1}. */
  THROTTLED_FOR_A_SECOND,
  /** The service is not there; nothing has happened: 503, UNAVAILABLE. */
  UNAVAILABLE,
  /** The credentials have expired; nothing has happened: 401, UNAUTHENTICATED. */
  EXPIRED,
  /** The platform does not like the call; nothing has happened: 400, INVALID_ARGUMENT. */
  REFUSED,
  /** There is no place for it; nothing has happened: the platform's own word for a quota. */
  NO_CAPACITY,
  /** What is asked for is not there, although it is: 404, NOT_FOUND. */
  NOT_FOUND,
  /** The list is empty, as from a replica that has not caught up. */
  EMPTY_LIST,
  /** Jobs are in an undocumented state: {@code REBALANCING}. */
  UNKNOWN_STATE,
  /** The platform does what it is asked, and its answer ends in its middle. */
  CUT_REPLY,
  /** The answer is the page of a proxy in between, HTML and 200; nothing has happened. */
  GARBAGE,
  /** The platform does what it is asked, and does not answer until the script is cleared. */
  HANG
}

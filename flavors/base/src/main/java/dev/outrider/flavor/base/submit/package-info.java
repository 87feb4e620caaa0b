// SPDX-License-Identifier: Apache-2.0
/**
 * At most one job for each key on a platform that makes a second one when it is asked twice: {@link
 * dev.outrider.flavor.base.submit.AtMostOnce} is the protocol, {@link
 * dev.outrider.flavor.base.submit.Sending} is what a platform adds to it.
 *
 * <pre>
 * atMostOnce.submit(new AtMostOnce.Subject(key, mark, lock), sending, ownership);
 * </pre>
 */
package dev.outrider.flavor.base.submit;

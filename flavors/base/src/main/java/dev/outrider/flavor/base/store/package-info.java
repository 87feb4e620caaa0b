// SPDX-License-Identifier: Apache-2.0
/**
 * What artifact stores on a service have in common: {@link
 * dev.outrider.flavor.base.store.ResumedStream} reads through cut connections, {@link
 * dev.outrider.flavor.base.store.CreateOnce} knows after a lost answer whose object is there.
 *
 * <pre>
 * return new ResumedStream(uri, from, first, position -&gt; reopened(position, etag));
 * </pre>
 */
package dev.outrider.flavor.base.store;

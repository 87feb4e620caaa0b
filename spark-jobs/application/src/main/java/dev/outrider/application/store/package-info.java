// SPDX-License-Identifier: Apache-2.0
/**
 * Files and folders where an attempt's data lies: {@link dev.outrider.application.store.Stores}
 * finds the right {@link dev.outrider.application.store.Store} by the URI's scheme.
 */
package dev.outrider.application.store;

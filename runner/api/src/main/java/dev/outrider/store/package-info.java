// SPDX-License-Identifier: Apache-2.0
/** What the author of an artifact store sees: objects by URI, in folders that end in a slash. */
package dev.outrider.store;

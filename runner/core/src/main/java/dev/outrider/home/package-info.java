// SPDX-License-Identifier: Apache-2.0
/** Folders and files of the user who runs Outrider, and whose they are. */
package dev.outrider.home;

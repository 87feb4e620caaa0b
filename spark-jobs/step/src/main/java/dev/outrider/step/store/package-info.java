// SPDX-License-Identifier: Apache-2.0
/** Where objects and files lie: which two URIs name the same one, and what lies inside a folder. */
package dev.outrider.step.store;

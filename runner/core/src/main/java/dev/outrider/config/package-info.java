// SPDX-License-Identifier: Apache-2.0
/** What the properties files say: read, checked, and put on top of what a pipeline's code says. */
package dev.outrider.config;

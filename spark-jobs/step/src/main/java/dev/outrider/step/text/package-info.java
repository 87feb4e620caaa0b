// SPDX-License-Identifier: Apache-2.0
/**
 * Texts that come from outside of Outrider, made fit to be kept and shown: {@link
 * dev.outrider.step.text.Masks} takes secrets out, {@link dev.outrider.step.text.TextLimit} bounds
 * the length, {@link dev.outrider.step.text.VisibleText} shows control characters.
 */
package dev.outrider.step.text;

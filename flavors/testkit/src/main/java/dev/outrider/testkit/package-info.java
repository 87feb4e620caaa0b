// SPDX-License-Identifier: Apache-2.0
/**
 * The contract kit: abstract JUnit classes that the author of a flavor or an artifact store extends,
 * one test class each, to prove that it keeps every promise of its interface.
 */
package dev.outrider.testkit;

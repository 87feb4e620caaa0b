// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base;

/** What a program has that brings the classes that flavors share on its own class path. */
public final class OfTheProgram {
  private OfTheProgram() {}
}

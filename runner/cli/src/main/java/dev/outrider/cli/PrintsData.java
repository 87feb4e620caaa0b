// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

/** A command that prints data, for people or for programs. */
interface PrintsData {

  /** How the data is printed. */
  OutputOption output();
}

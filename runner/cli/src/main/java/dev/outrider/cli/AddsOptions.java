// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * A command with options that are not annotated: reading annotations costs a short command a tenth
 * of its time.
 */
interface AddsOptions {

  /** Adds the command's own options and parameters. */
  void addTo(CommandSpec spec);
}

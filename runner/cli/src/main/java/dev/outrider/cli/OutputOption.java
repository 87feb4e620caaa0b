// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.value.JsonForm;
import java.lang.reflect.Type;
import picocli.CommandLine.Option;

/** {@code --output}, of every command that prints data. */
final class OutputOption {

  /** How data is printed. */
  enum Form {
    text,
    json
  }

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text for people, json for programs; default text")
  Form form;

  boolean isJson() {
    return form == Form.json;
  }

  /** Prints a value as JSON. */
  void print(Terminal terminal, Object value, Type type) {
    terminal.out().print(JsonForm.writePretty(value, type, "output"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.text.VisibleText;
import dev.outrider.step.value.JsonForm;
import java.lang.reflect.Type;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --output}, of every command that prints data. */
final class OutputOption {

  /** How data is printed. */
  enum Form {
    text,
    json
  }

  private Form form = Form.text;

  OptionSpec spec() {
    return OptionSpec.builder("--output")
        .type(Form.class)
        .paramLabel("FORM")
        .defaultValue("text")
        .description("text for people, json for programs; default text")
        .setter(this::set)
        .build();
  }

  @SuppressWarnings("unchecked")
  private <T> T set(T value) {
    Form before = form;
    form = (Form) value;
    return (T) before;
  }

  boolean isJson() {
    return form == Form.json;
  }

  /**
   * Prints a value as JSON; control characters in it are escaped, C1 and bidirectional ones too.
   */
  void print(Terminal terminal, Object value, Type type) {
    terminal.out().print(VisibleText.json(JsonForm.writePretty(value, type, "output")));
  }
}

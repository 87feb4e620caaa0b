// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.step.value.JsonForm;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JSON of a tree of maps by name, lists, texts, numbers and truths, in its own order, for people
 * and for commands. Pure.
 */
public final class RequestText {
  private static final String INDENT = "  ";

  private RequestText() {}

  /** On several lines. */
  public static String lines(Object tree) {
    return lines(tree, "\n");
  }

  private static String lines(Object tree, String newLine) {
    String below = newLine + INDENT;
    if (tree instanceof Map<?, ?> map && !map.isEmpty()) {
      return map.entrySet().stream()
          .map(each -> text(each.getKey()) + ": " + lines(each.getValue(), below))
          .collect(Collectors.joining("," + below, "{" + below, newLine + "}"));
    }
    if (tree instanceof List<?> list && !list.isEmpty()) {
      return list.stream()
          .map(each -> lines(each, below))
          .collect(Collectors.joining("," + below, "[" + below, newLine + "]"));
    }
    return line(tree);
  }

  /** On one line, without blanks, as an argument of a command. */
  public static String line(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> text(each.getKey()) + ":" + line(each.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (tree instanceof List<?> list) {
      return list.stream().map(RequestText::line).collect(Collectors.joining(",", "[", "]"));
    }
    return tree instanceof String ? text(tree) : tree.toString();
  }

  private static String text(Object value) {
    return JsonForm.write(value.toString(), String.class, "request");
  }
}

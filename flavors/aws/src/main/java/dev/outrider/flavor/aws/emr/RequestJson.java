// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.step.value.JsonForm;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Requests as the SDK sends them, for people: its own members, in its order, under the service's
 * names. Pure.
 */
final class RequestJson {
  private static final String INDENT = "  ";

  private RequestJson() {}

  /** On several lines. */
  static String lines(Object request) {
    return lines(plain(request), "\n");
  }

  /** On one line, without blanks, as an argument of a command. */
  static String line(Object request) {
    return written(plain(request));
  }

  /** Maps by name, lists, texts, numbers and truths; what is not set is left out. */
  private static Object plain(Object value) {
    if (value instanceof SdkPojo pojo) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (SdkField<?> each : pojo.sdkFields()) {
        Object member = each.getValueOrDefault(pojo);
        if (member != null
            && !(member instanceof SdkAutoConstructList)
            && !(member instanceof SdkAutoConstructMap)) {
          members.put(each.locationName(), plain(member));
        }
      }
      return members;
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(RequestJson::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put(name.toString(), plain(member)));
      return members;
    }
    return value;
  }

  private static String lines(Object plain, String newLine) {
    String below = newLine + INDENT;
    if (plain instanceof Map<?, ?> map && !map.isEmpty()) {
      return map.entrySet().stream()
          .map(each -> text(each.getKey()) + ": " + lines(each.getValue(), below))
          .collect(Collectors.joining("," + below, "{" + below, newLine + "}"));
    }
    if (plain instanceof List<?> list && !list.isEmpty()) {
      return list.stream()
          .map(each -> lines(each, below))
          .collect(Collectors.joining("," + below, "[" + below, newLine + "]"));
    }
    return written(plain);
  }

  private static String written(Object plain) {
    if (plain instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> text(each.getKey()) + ":" + written(each.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (plain instanceof List<?> list) {
      return list.stream().map(RequestJson::written).collect(Collectors.joining(",", "[", "]"));
    }
    return plain instanceof String ? text(plain) : plain.toString();
  }

  private static String text(Object value) {
    return JsonForm.write(value.toString(), String.class, "request");
  }
}

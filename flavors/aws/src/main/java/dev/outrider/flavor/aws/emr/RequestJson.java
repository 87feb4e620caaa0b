// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.request.RequestText;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Requests as the SDK sends them, for people: its own members, in its order, under the service's
 * names. Pure.
 */
final class RequestJson {
  private RequestJson() {}

  /** On several lines. */
  static String lines(Object request) {
    return RequestText.lines(plain(request));
  }

  /** On one line, without blanks, as an argument of a command. */
  static String line(Object request) {
    return RequestText.line(plain(request));
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
}

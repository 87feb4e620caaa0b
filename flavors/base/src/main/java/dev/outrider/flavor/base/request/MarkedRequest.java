// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.flavor.Order;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeMap;

/** Requests in JSON as they are sent: with the hash of their order. Pure. */
public final class MarkedRequest {

  private static final Type MEMBERS = type(0);
  private static final Type LABELS = type(1);

  private MarkedRequest() {}

  private record Types(Map<String, JsonText> members, Map<String, String> labels) {}

  private static Type type(int component) {
    return Types.class.getRecordComponents()[component].getGenericType();
  }

  /**
   * The body of an order's request with its hash among the labels.
   *
   * @param labels the body's member that has the labels, by name
   */
  @SuppressWarnings("unchecked") // read as these types
  public static String of(Order order, String labels) {
    Map<String, JsonText> members =
        new TreeMap<>(
            (Map<String, JsonText>) JsonForm.read(order.request().body(), MEMBERS, "request"));
    Map<String, String> marked =
        new TreeMap<>(
            (Map<String, String>) JsonForm.read(members.get(labels).text(), LABELS, labels));
    marked.put(Order.TAG, order.hash());
    members.put(labels, JsonText.of(marked, LABELS, labels));
    return JsonForm.writePretty(members, MEMBERS, "request");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The members of a structure that is valid by the model. One that is {@code null} is not there.
 *
 * @param json not copied
 */
record Fields(JsonObject json) {

  private Optional<JsonValue> value(String name) {
    return Optional.ofNullable(json.get(name)).filter(each -> !each.isNull());
  }

  Optional<String> text(String name) {
    return value(name).map(JsonValue::asString);
  }

  /** A text that must be there: the model has said that it is. */
  String required(String name) {
    return text(name).orElseThrow();
  }

  Optional<Double> number(String name) {
    return value(name).map(JsonValue::asDouble);
  }

  /** Empty where it is not there. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    value(name).ifPresent(list -> list.asArray().forEach(each -> texts.add(each.asString())));
    return texts;
  }

  boolean has(String name) {
    return value(name).isPresent();
  }

  /** A structure that must be there. */
  Fields structure(String name) {
    return new Fields(value(name).orElseThrow().asObject());
  }

  /** Empty where it is not there. */
  List<Fields> structures(String name) {
    List<Fields> all = new ArrayList<>();
    value(name)
        .ifPresent(list -> list.asArray().forEach(each -> all.add(new Fields(each.asObject()))));
    return all;
  }
}

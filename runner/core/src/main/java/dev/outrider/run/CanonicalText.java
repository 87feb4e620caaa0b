// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes values as text that is the same in every process: Java's own maps and sets have another
 * order in each.
 */
final class CanonicalText {
  /** What reflection has found once; goes with the class. */
  private static final ClassValue<List<Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
          List<Method> accessors =
              Stream.of(type.getRecordComponents()).map(RecordComponent::getAccessor).toList();
          accessors.forEach(accessor -> accessor.setAccessible(true));
          return accessors;
        }
      };

  /** A step's class and what it declares are often the very same objects in many steps. */
  private final Map<Object, String> known = new IdentityHashMap<>();

  private CanonicalText() {}

  static String of(Object value) {
    return new CanonicalText().text(value);
  }

  private String text(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(text(key), text(each)));
      return sorted.toString();
    }
    if (value instanceof Set<?> set) {
      return set.stream().map(this::text).sorted().toList().toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::text).toList().toString();
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(each -> "Optional[" + text(each) + "]").orElse("none");
    }
    if (value instanceof Record record) {
      String text = known.get(record);
      if (text == null) {
        text = record(record);
        known.put(record, text);
      }
      return text;
    }
    return String.valueOf(value);
  }

  private String record(Record record) {
    List<String> parts = new ArrayList<>();
    for (Method accessor : ACCESSORS.get(record.getClass())) {
      try {
        parts.add(accessor.getName() + "=" + text(accessor.invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("A record's accessor cannot be called", e);
      }
    }
    return record.getClass().getSimpleName() + parts;
  }
}

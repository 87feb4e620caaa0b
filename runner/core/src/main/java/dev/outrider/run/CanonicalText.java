// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
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

  private CanonicalText() {}

  static String of(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(of(key), of(each)));
      return sorted.toString();
    }
    if (value instanceof Set<?> set) {
      return set.stream().map(CanonicalText::of).sorted().toList().toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(CanonicalText::of).toList().toString();
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(each -> "Optional[" + of(each) + "]").orElse("none");
    }
    return value instanceof Record record ? record(record) : String.valueOf(value);
  }

  private static String record(Record record) {
    List<String> parts = new ArrayList<>();
    for (Method accessor : ACCESSORS.get(record.getClass())) {
      try {
        parts.add(accessor.getName() + "=" + of(accessor.invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("A record's accessor cannot be called", e);
      }
    }
    return record.getClass().getSimpleName() + parts;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import java.lang.reflect.Type;
import java.util.Objects;

/** One named part of a composite value: a record's component, or a named constructor parameter. */
public final class Part {

  private final String name;
  private final Type type;

  Part(String name, Type type) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
  }

  /** The part's name, as declared. */
  public String name() {
    return name;
  }

  /** The part's declared type, with its type arguments. */
  public Type type() {
    return type;
  }

  @Override
  public String toString() {
    return type.getTypeName() + " " + name;
  }
}

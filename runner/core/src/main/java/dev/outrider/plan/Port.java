// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.ValueKind;
import java.util.Objects;

/**
 * One input or output of a step.
 *
 * @param name the component's name; {@code input} or {@code output} where it is the whole
 * @param kind how its value travels; of an optional or a list, how what is inside travels
 * @param type the declared type, with {@code Optional} and {@code List} around it
 * @param optional whether it is an {@code Optional}, and may be left unconnected
 * @param list whether it is, inside of an {@code Optional} that may be around it, a {@code List}
 */
public record Port(String name, ValueKind kind, TypeName type, boolean optional, boolean list) {

  public Port {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(type, "type");
  }

  /** The type inside of an {@code Optional} and a {@code List}: what one member is. */
  public TypeName element() {
    TypeName inner = optional ? type.argument(0) : type;
    return list ? inner.argument(0) : inner;
  }
}

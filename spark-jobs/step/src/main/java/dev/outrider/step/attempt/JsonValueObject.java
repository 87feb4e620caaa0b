// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonForm;

/** A value that equals another of its class when their JSON is equal. */
abstract class JsonValueObject {

  @Override
  public final boolean equals(Object other) {
    return other != null && other.getClass() == getClass() && other.toString().equals(toString());
  }

  @Override
  public final int hashCode() {
    return toString().hashCode();
  }

  /** The value as compact JSON. */
  @Override
  public final String toString() {
    return JsonForm.write(this, getClass(), getClass().getSimpleName());
  }
}

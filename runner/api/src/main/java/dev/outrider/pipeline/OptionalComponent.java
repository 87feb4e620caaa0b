// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.io.Serializable;
import java.util.Optional;

/**
 * Names a component of a record that is a {@link Optional}, by its accessor.
 *
 * @param <R> the record
 * @param <T> the type inside the optional
 */
@FunctionalInterface
public interface OptionalComponent<R, T> extends Serializable {
  Optional<T> of(R record);
}

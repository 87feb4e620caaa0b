// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.io.Serializable;
import java.util.List;

/**
 * Names a component of a record that is a {@link List}, by its accessor.
 *
 * @param <R> the record
 * @param <T> the type of the list's elements
 */
@FunctionalInterface
public interface ListComponent<R, T> extends Serializable {
  List<T> of(R record);
}

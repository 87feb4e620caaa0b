// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.io.Serializable;

/**
 * Names a component of a record by its accessor: {@code In::flights} in Java, {@code _.flights} in
 * Scala. It is read, never called.
 *
 * @param <R> the record
 * @param <T> the component's type
 */
@FunctionalInterface
public interface Component<R, T> extends Serializable {
  T of(R record);
}

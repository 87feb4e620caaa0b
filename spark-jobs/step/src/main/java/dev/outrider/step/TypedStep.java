// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/**
 * The part that {@link Step} and {@link SparkStep} share: a step is a value that turns an input
 * into an output.
 *
 * <p>A step's own components (the components of a record or of a Scala case class, or the named
 * constructor parameters of a class) are its parameters and have a JSON form. Its input and its
 * output are either one value, or a record whose components are wired and stored one by one.
 *
 * <p>Implement {@link Step} or {@link SparkStep}, never this interface alone.
 *
 * @param <I> the input: one value, a record of inputs, or {@link NoInput}
 * @param <O> the output: one value, a record of outputs, or {@link NoOutput}
 */
public interface TypedStep<I, O> {}

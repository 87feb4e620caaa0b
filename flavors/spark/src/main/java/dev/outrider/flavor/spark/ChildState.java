// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

/** What a work folder and the process table tell of a child. */
sealed interface ChildState {

  /** No child was started in the folder, and none will be. */
  record NeverStarted() implements ChildState {}

  /** A launcher is at work, and has not told of a child yet. */
  record Starting() implements ChildState {}

  /** The child runs, or its launcher is about to write down how it ended. */
  record Running() implements ChildState {}

  /** The launcher wrote down how the child ended. */
  record Ended(int exitCode) implements ChildState {}

  /**
   * The child is gone and its exit code is not known.
   *
   * @param reason how that is known
   */
  record Gone(String reason) implements ChildState {}

  /**
   * Nothing can be told from here.
   *
   * @param place where it can, such as {@code on machine 'gpu-3'}
   */
  record Elsewhere(String place) implements ChildState {}
}

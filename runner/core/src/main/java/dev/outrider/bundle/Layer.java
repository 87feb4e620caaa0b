// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.util.Objects;

/**
 * A part of a bundle that is stored and uploaded by itself, once ever: its name is its content.
 *
 * @param name for people: {@code classes}, {@code application}, or the dependency's file name
 * @param kind what it holds
 * @param sha256 64 hex digits that stand for the content: of a dependency that is taken as it is,
 *     the SHA-256 of its file; otherwise that of a list of its content, so that it does not depend
 *     on how a machine compresses
 */
public record Layer(String name, Kind kind, String sha256) {

  /** What a layer holds. */
  public enum Kind {
    /** The user's own classes: all folders of the class path in one jar. */
    CLASSES,
    /** One jar of the class path. */
    DEPENDENCY,
    /** Outrider's step application, the main class on the cluster. */
    APPLICATION
  }

  public Layer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(sha256, "sha256");
  }

  /** The file that it is stored as: {@code <sha256>.jar}. */
  public String fileName() {
    return sha256 + ".jar";
  }
}

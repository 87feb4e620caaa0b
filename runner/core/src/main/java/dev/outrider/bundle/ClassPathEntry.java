// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder or a jar of the user's class path, and what was found in it. Immutable.
 *
 * @param path as it was given
 * @param isJar a jar; otherwise a folder
 * @param sha256 of a jar's bytes; of a folder empty text
 * @param multiRelease a jar whose manifest says {@code Multi-Release: true}
 * @param members the files in it, by name
 */
record ClassPathEntry(
    Path path, boolean isJar, String sha256, boolean multiRelease, List<Member> members) {

  /** How a versioned class of a multi-release jar is placed. */
  static final String VERSIONS = "META-INF/versions/";

  ClassPathEntry {
    members = List.copyOf(members);
  }

  /**
   * A file in a folder or a jar.
   *
   * @param name its path with {@code /}
   * @param size in bytes
   * @param crc CRC-32 of the content
   */
  record Member(String name, long size, int crc) {

    /** Internal name of the class that a class loader finds here; null where it finds none. */
    String className() {
      return isClass() ? name.substring(0, name.length() - ".class".length()) : null;
    }

    /** Whether a class loader finds a class here. */
    boolean isClass() {
      return name.endsWith(".class")
          && !name.startsWith("META-INF/")
          && !name.endsWith("module-info.class");
    }

    /**
     * The place that decides whether this one is taken: of {@code
     * META-INF/versions/11/acme/X.class} that is {@code acme/X.class}.
     */
    String unversioned() {
      if (name.startsWith(VERSIONS)) {
        int slash = name.indexOf('/', VERSIONS.length());
        return slash < 0 ? name : name.substring(slash + 1);
      }
      return name;
    }

    boolean sameContent(Member other) {
      return size == other.size && crc == other.crc;
    }
  }

  /** The last part of the path, for messages: {@code guava-33.5.0-jre.jar}. */
  String name() {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  /** Artifact and version as far as the file name tells: {@code guava-33.5.0-jre}. */
  String stem() {
    return name().replaceFirst("\\.jar$", "");
  }
}

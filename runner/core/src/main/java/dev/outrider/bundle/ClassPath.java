// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The user's class path: folders of classes and jars, in order, read through once when it is made.
 * Immutable and safe for use by several threads; the files must not change while it is used.
 */
public final class ClassPath {

  private final List<ClassPathEntry> entries;
  private final Map<String, ClassPathEntry> classes;

  private ClassPath(List<ClassPathEntry> entries) {
    this.entries = List.copyOf(entries);
    this.classes = new HashMap<>();
    for (ClassPathEntry entry : entries) {
      for (ClassPathEntry.Member member : entry.members()) {
        if (member.isClass()) {
          classes.putIfAbsent(member.className(), entry);
        }
      }
    }
  }

  /**
   * Reads the entries of a class path.
   *
   * @param entries folders and jars, at least one; a path that is there twice counts once
   * @throws BundleException when an entry is missing, empty, no jar or a damaged one, with all such
   *     problems
   */
  public static ClassPath of(List<Path> entries) throws BundleException {
    return read(entries, JarCache.none());
  }

  /**
   * Reads the entries of a class path, and remembers what is in the jars.
   *
   * @param entries as for {@link #of}
   * @param cache a folder that is made when it is not there and may be deleted at any time; jars of
   *     the same path, size and modification time are not read again
   * @throws BundleException as for {@link #of}
   */
  public static ClassPath remembered(List<Path> entries, Path cache) throws BundleException {
    return read(entries, JarCache.in(cache));
  }

  private static ClassPath read(List<Path> paths, JarCache cache) throws BundleException {
    if (paths.isEmpty()) {
      throw new BundleException(
          List.of("The class path is empty. Name the folder or the jar with the step's class."));
    }
    // in parallel: nearly all of it is decompressing and checksums
    List<Object> outcomes =
        List.copyOf(new LinkedHashSet<>(paths)).parallelStream()
            .map(path -> outcome(path, cache))
            .toList();
    List<String> problems = new ArrayList<>();
    List<ClassPathEntry> entries = new ArrayList<>();
    for (Object outcome : outcomes) {
      if (outcome instanceof ClassPathEntry entry) {
        entries.add(entry);
      } else {
        problems.add(((EntryProblem) outcome).getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new BundleException(problems);
    }
    return new ClassPath(entries);
  }

  private static Object outcome(Path path, JarCache cache) {
    try {
      return EntryScan.of(path, cache);
    } catch (EntryProblem e) {
      return e;
    }
  }

  /** The folders and jars, in order, as they were given. */
  public List<Path> paths() {
    return entries.stream().map(ClassPathEntry::path).toList();
  }

  /**
   * The bytes of a class, of the first entry that has it.
   *
   * @param internalName the name with slashes, {@code acme/Clean$In}
   * @return empty when no entry has it
   * @throws IOException when it was there and cannot be read any more
   */
  public Optional<byte[]> lookup(String internalName) throws IOException {
    try (ClassPathReader reader = new ClassPathReader()) {
      Optional<ClassPathEntry> entry = entryOf(internalName);
      return entry.isEmpty()
          ? Optional.empty()
          : Optional.of(reader.bytes(entry.get(), internalName + ".class"));
    }
  }

  /** The entries in order. */
  List<ClassPathEntry> entries() {
    return entries;
  }

  /** The first entry that has a class. */
  Optional<ClassPathEntry> entryOf(String internalName) {
    return Optional.ofNullable(classes.get(internalName));
  }

  /** Internal names of all classes. */
  Set<String> classNames() {
    return classes.keySet();
  }
}

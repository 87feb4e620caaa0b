// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The libraries that outrider-core runs on, by their content. On the class path of a program that
 * embeds Outrider they are there through it, and a bundle does without them, unless a step uses
 * one: then it is the user's too. A library is used when the steps reach one of its classes, name
 * one in a text, as for {@code Class.forName}, or reach the interface of a service that it
 * provides. Another version of a library is never one of these. Immutable.
 */
final class OutriderLibraries {
  private static final String SERVICES = "META-INF/services/";

  /** A driver is found by its URL: what calls it sees these alone. */
  private static final String DRIVER = "java/sql/Driver";

  private static final Set<String> DRIVEN =
      Set.of("java/sql/DriverManager", "java/sql/Connection", "javax/sql/DataSource");

  private final Set<String> hashes;

  private OutriderLibraries(Set<String> hashes) {
    this.hashes = Set.copyOf(hashes);
  }

  /** Reads the list that the build has made. */
  static OutriderLibraries load() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Resources.open(Resources.LIBRARIES), StandardCharsets.UTF_8))) {
      return new OutriderLibraries(
          lines
              .lines()
              .map(line -> line.substring(0, line.indexOf(' ')))
              .collect(Collectors.toSet()));
    } catch (IOException | IndexOutOfBoundsException e) {
      throw Resources.broken(
          Resources.LIBRARIES, e instanceof IOException io ? io : new IOException(e));
    }
  }

  /** Whether a jar is one of these libraries. */
  boolean has(ClassPathEntry entry) {
    return entry.isJar() && hashes.contains(entry.sha256());
  }

  /**
   * These libraries on a class path, without what steps use.
   *
   * @param reached what the steps reach
   */
  Set<ClassPathEntry> unused(ClassPath classPath, Set<String> reached, StepReach reach)
      throws IOException, BundleException {
    List<ClassPathEntry> libraries = classPath.entries().stream().filter(this::has).toList();
    if (libraries.isEmpty()) {
      return Set.of();
    }
    Set<String> mentioned = new HashSet<>();
    Set<String> taken = new HashSet<>(reached);
    for (String name : reached) {
      Optional<ClassFacts> facts = reach.facts(name);
      facts.ifPresent(each -> mentioned.addAll(each.mentions()));
      for (String named : facts.map(ClassFacts::named).orElse(Set.of())) {
        // not a class that the target brings itself
        if (reach.facts(named).isPresent()) {
          taken.add(named);
        }
      }
    }
    Set<ClassPathEntry> unused = new LinkedHashSet<>();
    for (ClassPathEntry library : libraries) {
      if (classes(library).stream().noneMatch(taken::contains)
          && services(library).stream().noneMatch(mentioned::contains)) {
        unused.add(library);
      }
    }
    return unused;
  }

  private static List<String> classes(ClassPathEntry library) {
    return library.members().stream()
        .filter(ClassPathEntry.Member::isClass)
        .map(ClassPathEntry.Member::className)
        .toList();
  }

  /** What a class mentions that uses a service of the library, by internal name. */
  private static List<String> services(ClassPathEntry library) {
    List<String> mentioned = new ArrayList<>();
    for (ClassPathEntry.Member member : library.members()) {
      if (member.name().startsWith(SERVICES)) {
        String service = member.name().substring(SERVICES.length()).replace('.', '/');
        mentioned.add(service);
        if (service.equals(DRIVER)) {
          mentioned.addAll(DRIVEN);
        }
      }
    }
    return mentioned;
  }
}

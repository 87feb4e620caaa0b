// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.Materializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The types that the user's materializers store, read from class files.
 *
 * @param types the binary names of the types
 * @param problems a sentence for each materializer whose type cannot be told
 */
record Materializers(Set<String> types, List<String> problems) {

  private static final String SERVICE = "META-INF/services/" + Materializer.class.getName();

  /** The materializers that a class path names. */
  static Materializers on(ClassLoader loader) {
    Set<String> types = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    ClassFiles classes = new ClassFiles(loader);
    for (String name : named(loader)) {
      Optional<ClassFile> file = classes.find(name);
      if (file.isEmpty()) {
        problems.add(
            "Materializer "
                + name
                + " is named in "
                + SERVICE
                + " but is not on the class path; correct the name or remove the line.");
        continue;
      }
      TypeName materializer =
          classes.hierarchy(TypeName.of(name)).types().get(Materializer.class.getName());
      TypeName stored = materializer == null ? null : materializer.argument(0);
      if (stored == null || stored instanceof TypeName.Variable || stored.equals(TypeName.OBJECT)) {
        problems.add(
            "Materializer "
                + name
                + " does not say which type it stores; let it implement Materializer<X>, with the"
                + " type in place of X.");
      } else {
        types.add(stored.raw());
      }
    }
    return new Materializers(
        Collections.unmodifiableSet(types), Collections.unmodifiableList(problems));
  }

  private static Set<String> named(ClassLoader loader) {
    Set<String> names = new LinkedHashSet<>();
    try {
      for (URL file : Collections.list(loader.getResources(SERVICE))) {
        try (InputStream in = file.openStream()) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          text.lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .forEach(names::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The list of materializers cannot be read", e);
    }
    return names;
  }
}

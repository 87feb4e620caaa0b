// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Defines the user's classes while a pipeline is defined and planned. It shows them the JDK, the
 * packages {@code dev.outrider.step} and {@code dev.outrider.pipeline}, slf4j, and their own class
 * path. Where that has no Spark or no Scala, it makes a stand-in for each of their classes that is
 * mentioned: enough to link {@code In::flights}, never enough to run.
 *
 * <p>Thread-safe. Close it when the plan is no longer needed; the classes that it has defined stay
 * usable.
 */
public final class DefinitionLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final List<Path> classPath;
  private final Set<String> standIns = new ConcurrentSkipListSet<>();

  /**
   * @param classPath the user's folders and jars, in order; what is not there is passed over
   */
  public DefinitionLoader(List<Path> classPath) {
    super("outrider-definition", urls(classPath), new ApiOnlyLoader());
    this.classPath = List.copyOf(classPath);
  }

  /** The user's folders and jars, in order. */
  public List<Path> classPath() {
    return classPath;
  }

  /** The binary names of the classes that stand-ins were made for so far, sorted. */
  public Set<String> standIns() {
    return Set.copyOf(standIns);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try {
      return super.findClass(name);
    } catch (ClassNotFoundException e) {
      if (!StandIn.isFor(name)) {
        throw e;
      }
      byte[] bytes = StandIn.bytesOf(name);
      Class<?> made = defineClass(name, bytes, 0, bytes.length);
      standIns.add(name);
      return made;
    }
  }

  /** Whether this loader has defined a class from the user's class path. */
  boolean hasDefined(String className) {
    return !standIns.contains(className)
        && Optional.ofNullable(findLoadedClass(className))
            .filter(type -> type.getClassLoader() == this)
            .isPresent();
  }

  private static URL[] urls(Collection<Path> classPath) {
    return classPath.stream().map(DefinitionLoader::url).toArray(URL[]::new);
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("No class path can hold " + entry, e);
    }
  }
}

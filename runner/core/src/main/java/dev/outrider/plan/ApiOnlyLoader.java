// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Shows the JDK, what step and pipeline authors see of Outrider, slf4j, and {@link ExitCall}, which
 * rewritten classes call; nothing else of the class path that Outrider itself runs on.
 */
final class ApiOnlyLoader extends ClassLoader {
  private static final List<String> SHOWN =
      List.of("dev.outrider.step.", "dev.outrider.pipeline.", "org.slf4j.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader outrider;

  ApiOnlyLoader() {
    super("outrider-api", ClassLoader.getPlatformClassLoader());
    this.outrider = ApiOnlyLoader.class.getClassLoader();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (SHOWN.stream().anyMatch(name::startsWith) || name.equals(ExitCall.class.getName())) {
      return outrider.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected URL findResource(String name) {
    return isShown(name) ? outrider.getResource(name) : null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return isShown(name) ? outrider.getResources(name) : Collections.emptyEnumeration();
  }

  private static boolean isShown(String resource) {
    return SHOWN.stream().anyMatch(resource.replace('/', '.')::startsWith);
  }
}

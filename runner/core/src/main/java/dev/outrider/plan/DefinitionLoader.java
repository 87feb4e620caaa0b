// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;

/**
 * Defines the user's classes while a pipeline is defined and planned. It shows them the JDK, the
 * packages {@code dev.outrider.step} and {@code dev.outrider.pipeline}, slf4j, and their own class
 * path. Where that has no Spark or no Scala, it makes a stand-in for each of their classes that is
 * mentioned: enough to link {@code In::flights}, never enough to run. What these classes call to
 * end the process throws an {@link ExitCall} instead; their class files are not changed.
 *
 * <p>Thread-safe. Close it after the last use of the plan; the classes that it has defined stay
 * usable.
 */
public final class DefinitionLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final List<Path> classPath;
  private final Set<String> standIns = new ConcurrentSkipListSet<>();
  private final Map<String, JarFile> jars = new HashMap<>();
  private volatile Consumer<ExitCall> exits = call -> {};

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

  /**
   * Says who is called when one of these classes would end the process. Each call replaces the one
   * before.
   *
   * @param listener is called on the thread of the call, before {@link ExitCall} is thrown there
   */
  public void onExit(Consumer<ExitCall> listener) {
    exits = listener;
  }

  void exitCalled(ExitCall call) {
    exits.accept(call);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try {
      Optional<Class<?>> rewritten = withoutExits(name);
      return rewritten.isPresent() ? rewritten.get() : super.findClass(name);
    } catch (UnsupportedClassVersionError e) {
      throw e; // names the class itself
    } catch (ClassFormatError e) {
      String file = findResource(name.replace('.', '/') + ".class").toString();
      throw new ClassFormatError(e.getMessage() + " (" + file + ")");
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

  /** The class, when it has to be rewritten; its package and signers are those of its file. */
  private Optional<Class<?>> withoutExits(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    URL file = findResource(path);
    if (file == null) {
      return Optional.empty();
    }
    try {
      return file.getProtocol().equals("jar")
          ? fromJar(name, path, file.toString())
          : fromFolder(name, path, file);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private Optional<Class<?>> fromFolder(String name, String path, URL file) throws IOException {
    try (InputStream in = file.openStream()) {
      Optional<byte[]> code = ExitRewriting.of(in.readAllBytes());
      if (code.isEmpty()) {
        return Optional.empty();
      }
      String all = file.toString();
      URL entry = new URL(all.substring(0, all.length() - path.length()));
      return Optional.of(define(name, code.get(), new Manifest(), entry, null));
    }
  }

  private Optional<Class<?>> fromJar(String name, String path, String file) throws IOException {
    URL entry = new URL(file.substring("jar:".length(), file.lastIndexOf("!/")));
    JarFile jar = jar(entry);
    JarEntry member = jar.getJarEntry(path);
    try (InputStream in = jar.getInputStream(member)) {
      Optional<byte[]> code = ExitRewriting.of(in.readAllBytes());
      if (code.isEmpty()) {
        return Optional.empty();
      }
      Manifest manifest = Optional.ofNullable(jar.getManifest()).orElseGet(Manifest::new);
      return Optional.of(define(name, code.get(), manifest, entry, member.getCodeSigners()));
    }
  }

  /** One of this loader's own: a jar that is opened by its URL is closed with any other loader. */
  private JarFile jar(URL entry) throws IOException {
    synchronized (jars) {
      JarFile jar = jars.get(entry.toString());
      if (jar == null) {
        jar =
            new JarFile(
                Path.of(URI.create(entry.toString())).toFile(),
                true,
                ZipFile.OPEN_READ,
                JarFile.runtimeVersion());
        jars.put(entry.toString(), jar);
      }
      return jar;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (jars) {
      for (JarFile each : jars.values()) {
        each.close();
      }
      jars.clear();
    }
    super.close();
  }

  private Class<?> define(
      String name, byte[] code, Manifest manifest, URL entry, CodeSigner[] signers) {
    int dot = name.lastIndexOf('.');
    if (dot > 0 && getDefinedPackage(name.substring(0, dot)) == null) {
      try {
        definePackage(name.substring(0, dot), manifest, entry);
      } catch (IllegalArgumentException e) {
        // another thread was faster
      }
    }
    return defineClass(name, code, 0, code.length, new CodeSource(entry, signers));
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

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.objectweb.asm.Opcodes;

/**
 * A class of the user's, found by name on a class path: a pipeline, or a step. Its loader stays
 * open until {@link #close}, for planning reads class files through it. Not thread-safe.
 */
public final class UserClass implements AutoCloseable {

  /** What a class is. */
  public enum Kind {
    /** It has a method {@code public static Pipeline pipeline()}. */
    PIPELINE,
    /** It implements {@code Step} or {@code SparkStep}. */
    STEP
  }

  private static final String METHOD = "pipeline";
  private static final String WANTED = "public static Pipeline pipeline()";

  private final DefinitionLoader loader;
  private final String name;
  private final Kind kind;

  private UserClass(DefinitionLoader loader, String name, Kind kind) {
    this.loader = loader;
    this.name = name;
    this.kind = kind;
  }

  /**
   * Finds a class. It is read, not loaded.
   *
   * @param classPath the user's folders and jars, in order
   * @param className the binary name: {@code acme.FlightDelays}, {@code acme.Steps$Clean}
   * @throws PlanningException when it is not there, or is neither a pipeline nor a step
   */
  public static UserClass find(List<Path> classPath, String className) throws PlanningException {
    DefinitionLoader loader = new DefinitionLoader(classPath);
    try {
      return new UserClass(loader, className, kindOf(loader, className));
    } catch (PlanningException | RuntimeException e) {
      close(loader);
      throw e;
    }
  }

  /** The binary name. */
  public String name() {
    return name;
  }

  /** What the class is; a pipeline where it is both. */
  public Kind kind() {
    return kind;
  }

  /** The loader that defines the user's classes. */
  public DefinitionLoader loader() {
    return loader;
  }

  /**
   * Defines the pipeline: loads the class and calls its method {@code pipeline()}, with the loader
   * as the thread's context class loader. Each call defines it anew.
   *
   * @throws PlanningException when that fails; what was thrown is its cause
   * @throws IllegalStateException when the class is a step
   */
  public Pipeline pipeline() throws PlanningException {
    if (kind != Kind.PIPELINE) {
      throw new IllegalStateException("Class " + name + " is a step, not a pipeline");
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    AtomicReference<ExitCall> exit = new AtomicReference<>();
    loader.onExit(call -> exit.compareAndSet(null, call));
    try {
      Method method = Class.forName(name, true, loader).getDeclaredMethod(METHOD);
      method.setAccessible(true);
      Pipeline pipeline = (Pipeline) method.invoke(null);
      if (exit.get() != null) {
        throw exited(exit.get());
      }
      if (pipeline == null) {
        throw refused(
            "Method pipeline() of " + name + " returned null; return what Pipeline.define makes.",
            null);
      }
      return pipeline;
    } catch (InvocationTargetException e) {
      throw exit.get() == null ? failed(e.getCause()) : exited(exit.get());
    } catch (Error | ReflectiveOperationException e) {
      throw exit.get() == null ? failed(e) : exited(exit.get());
    } finally {
      loader.onExit(call -> {});
      thread.setContextClassLoader(before);
    }
  }

  /**
   * What the step takes and gives.
   *
   * @throws PlanningException when the class cannot be run as a step
   * @throws IllegalStateException when the class is a pipeline
   */
  public StepClass step() throws PlanningException {
    if (kind != Kind.STEP) {
      throw new IllegalStateException("Class " + name + " is a pipeline, not a step");
    }
    return StepClass.read(loader, name);
  }

  /** Closes the loader. */
  @Override
  public void close() {
    close(loader);
  }

  private PlanningException failed(Throwable thrown) {
    return refused(new DefinitionFailure(loader).describe("Pipeline " + name, thrown), thrown);
  }

  private PlanningException exited(ExitCall call) {
    return refused(
        "Pipeline "
            + name
            + " called "
            + call.method()
            + " at "
            + call.place()
            + " while it was being defined. A definition returns a pipeline or throws; the process"
            + " is not its own to end.",
        call);
  }

  private PlanningException refused(String problem, Throwable cause) {
    return new PlanningException("pipeline class " + name, List.of(problem), cause);
  }

  private static Kind kindOf(DefinitionLoader loader, String name) throws PlanningException {
    try {
      return kindOf(new ClassFiles(loader), loader, name);
    } catch (UnreadableClassException e) {
      throw new PlanningException("class " + name, List.of(e.getMessage()), e);
    }
  }

  private static Kind kindOf(ClassFiles classes, DefinitionLoader loader, String name)
      throws PlanningException {
    String subject = "class " + name;
    // A file is found by 'acme/Flights' too, and by another case on some disks; a class is not.
    Optional<ClassFile> file =
        (name.isBlank() || name.indexOf('\0') >= 0
                ? Optional.<ClassFile>empty()
                : classes.find(name))
            .filter(found -> found.name().equals(name));
    if (file.isEmpty() || StandIn.isFor(name)) {
      throw new PlanningException(subject, notFound(loader, name));
    }
    Optional<ClassFile.Method> method =
        file.get().methods().stream()
            .filter(each -> each.name().equals(METHOD) && each.parameters().isEmpty())
            .findFirst();
    if (method.isPresent() && flaws(method.get()).isEmpty()) {
      return Kind.PIPELINE;
    }
    var supertypes = classes.hierarchy(TypeName.of(name)).types();
    if (supertypes.containsKey("dev.outrider.step.TypedStep")) {
      return Kind.STEP;
    }
    throw new PlanningException(
        subject,
        List.of(
            method.isPresent()
                ? "Method pipeline() of "
                    + name
                    + " "
                    + String.join(" and ", flaws(method.get()))
                    + "; declare it as "
                    + WANTED
                    + "."
                : "Class "
                    + name
                    + " is neither a pipeline nor a step; give it a method "
                    + WANTED
                    + ", or let it implement Step or SparkStep."));
  }

  private static List<String> flaws(ClassFile.Method method) {
    List<String> flaws = new ArrayList<>();
    if (!method.is(Opcodes.ACC_PUBLIC)) {
      flaws.add("is not public");
    }
    if (!method.is(Opcodes.ACC_STATIC)) {
      flaws.add("is not static");
    }
    String result = org.objectweb.asm.Type.getReturnType(method.descriptor()).getClassName();
    if (!result.equals(Pipeline.class.getName())) {
      flaws.add("returns " + result);
    }
    return flaws;
  }

  private static List<String> notFound(DefinitionLoader loader, String name) {
    ClassPathListing listing = ClassPathListing.of(loader.classPath());
    List<String> problems = new ArrayList<>();
    String simpleName = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
    Optional<String> meant =
        listing.classes().stream()
            .filter(each -> each.substring(lastDot(each) + 1).equals(simpleName))
            .findFirst()
            .or(() -> NearestName.of(name, listing.classes()));
    problems.add(
        "Class "
            + (name.isBlank() ? "''" : name)
            + " is not on the class path "
            + loader.classPath()
            + meant
                .map(each -> "; did you mean " + each + "?")
                .orElse("; name it with its package."));
    problems.addAll(listing.problems());
    return problems;
  }

  private static int lastDot(String className) {
    return Math.max(className.lastIndexOf('.'), className.lastIndexOf('$'));
  }

  private static void close(DefinitionLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The class path cannot be closed: " + loader.classPath(), e);
    }
  }
}

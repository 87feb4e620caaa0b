// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that would end the process, in classes of the user's. */
class ExitRewritingTest {
  @TempDir private static Path folder;
  private static UserProject project;

  @BeforeAll
  static void compile() {
    project =
        new UserProject(folder).java("acme.Exits", EXITS).java("acme.Defined", DEFINED).compile();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "direct, System.exit, acme.Exits.direct(Exits.java:",
    "ofRuntime, Runtime.exit, acme.Exits.ofRuntime(Exits.java:",
    "halts, Runtime.halt, acme.Exits.halts(Exits.java:",
    "inLambda, System.exit, acme.Exits.lambda$inLambda$0(Exits.java:",
    "byReference, System.exit, acme.Exits.byReference(Exits.java:",
    "byBoundReference, Runtime.halt, acme.Exits.byBoundReference(Exits.java:",
    "byUnboundReference, Runtime.exit, acme.Exits.byUnboundReference(Exits.java:",
    "inInitializer, System.exit, acme.Exits$Initialized.<clinit>(Exits.java:",
    "inInterface, System.exit, acme.Exits$Quits.quit(Exits.java:",
    "inConstructor, Runtime.exit, acme.Exits.<init>(Exits.java:",
    "onThreadOfTheJdk, System.exit, acme.Exits",
  })
  void eachWayToEndTheProcessIsThrownAtItsCallerAndReported(
      String method, String called, String place) throws Exception {
    List<ExitCall> reported = new CopyOnWriteArrayList<>();
    try (DefinitionLoader loader = new DefinitionLoader(project.classPath())) {
      loader.onExit(reported::add);

      Throwable thrown = thrownBy(loader, method);

      assertThat(reported).singleElement().isSameAs(thrown);
      assertThat(reported.get(0).method()).isEqualTo(called);
      assertThat(reported.get(0).place()).startsWith(place);
    }
  }

  @Test
  void whatOnlyLooksLikeItIsLeftAlone() throws Exception {
    try (DefinitionLoader loader = new DefinitionLoader(project.classPath())) {
      loader.onExit(
          call -> {
            throw new AssertionError(call);
          });

      assertThat(loader.loadClass("acme.Exits").getMethod("alike").invoke(null)).isEqualTo("3");
    }
  }

  @Test
  void classFilesAndWhatIsReadOfThemStayAsTheyAre() throws Exception {
    byte[] before = Files.readAllBytes(project.classes().resolve("acme/Exits.class"));
    try (DefinitionLoader loader = new DefinitionLoader(project.classPath())) {
      Class<?> defined = loader.loadClass("acme.Exits");

      assertThat(defined.getClassLoader()).isSameAs(loader);
      try (InputStream in = loader.getResourceAsStream("acme/Exits.class")) {
        assertThat(in.readAllBytes()).isEqualTo(before);
      }
      assertThat(Files.readAllBytes(project.classes().resolve("acme/Exits.class")))
          .isEqualTo(before);
    }
  }

  @Test
  void aRewrittenClassKeepsItsPackageAndItsPlaceInAFolderAndInAJar() throws Exception {
    Path jar = jar(folder);
    Path odd = jar(Files.createDirectories(folder.resolve("a!/b c#%41;")));
    for (Path entry : List.of(project.classes(), jar, odd)) {
      try (DefinitionLoader loader = new DefinitionLoader(List.of(entry))) {
        Class<?> rewritten = loader.loadClass("acme.Exits");
        Class<?> other = loader.loadClass("acme.Exits$Quiet");

        assertThat(rewritten.getPackage()).isSameAs(other.getPackage());
        assertThat(rewritten.getProtectionDomain().getCodeSource().getLocation())
            .isEqualTo(other.getProtectionDomain().getCodeSource().getLocation())
            .isEqualTo(entry.toUri().toURL());
        assertThat(rewritten.getPackage().getImplementationVersion())
            .isEqualTo(entry.toString().endsWith(".jar") ? "7.5" : null);
        assertThat(thrownBy(loader, "direct")).isInstanceOf(ExitCall.class);
      }
    }
  }

  @Test
  void anotherLoaderOfTheSameJarMayBeClosedMeanwhile() throws Exception {
    List<Path> jar = List.of(jar(folder));
    try (DefinitionLoader loader = new DefinitionLoader(jar)) {
      loader.loadClass("acme.Exits$Quiet");
      try (DefinitionLoader other = new DefinitionLoader(jar)) {
        assertThat(thrownBy(other, "direct")).isInstanceOf(ExitCall.class);
      }

      assertThat(thrownBy(loader, "direct")).isInstanceOf(ExitCall.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Exits, System.exit, acme.Defined$Exits.lambda$pipeline$0(Defined.java:",
    "Swallows, Runtime.halt, acme.Defined$Swallows.pipeline(Defined.java:",
    "Initializes, System.exit, acme.Defined$Initializes.<clinit>(Defined.java:",
  })
  void aDefinitionThatWouldEndTheProcessIsAProblemOfPlanning(
      String nested, String called, String place) throws Exception {
    try (UserClass found = UserClass.find(project.classPath(), "acme.Defined$" + nested)) {
      PlanningException refused = catchThrowableOfType(found::pipeline, PlanningException.class);

      assertThat(refused.problems())
          .singleElement()
          .asString()
          .matches(
              "Pipeline \\Qacme.Defined$"
                  + nested
                  + " called "
                  + called
                  + " at "
                  + place
                  + "\\E\\d+\\) while it was being defined\\. A definition returns a pipeline or"
                  + " throws; the process is not its own to end\\.");
    }
  }

  @Test
  void aClassFileThatCannotBeReadIsForTheJvmToJudge() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("broken/acme"));
    byte[] whole = Files.readAllBytes(project.classes().resolve("acme/Exits.class"));
    Files.write(classes.resolve("Exits.class"), java.util.Arrays.copyOf(whole, 200));

    try (DefinitionLoader loader = new DefinitionLoader(List.of(classes.getParent()))) {
      assertThatThrownBy(() -> loader.loadClass("acme.Exits"))
          .isInstanceOf(ClassFormatError.class)
          .hasMessageEndingWith(" (file:" + classes.resolve("Exits.class") + ")");
    }
  }

  private static Throwable thrownBy(DefinitionLoader loader, String method) throws Exception {
    try {
      loader.loadClass("acme.Exits").getMethod(method).invoke(null);
      return new AssertionError(method + " threw nothing");
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  private static Path jar(Path place) throws Exception {
    Path jar = place.resolve("exits.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "7.5");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream members = new JarOutputStream(out, manifest)) {
      for (String name : List.of("acme/Exits.class", "acme/Exits$Quiet.class")) {
        members.putNextEntry(new JarEntry(name));
        members.write(Files.readAllBytes(project.classes().resolve(name)));
      }
    }
    return jar;
  }

  private static final String EXITS =
      """
      public final class Exits {
        public static void direct() { System.exit(0); }
        public static void ofRuntime() { Runtime.getRuntime().exit(0); }
        public static void halts() { Runtime.getRuntime().halt(0); }
        public static void inLambda() { Runnable quit = () -> System.exit(0); quit.run(); }
        public static void byReference() {
          java.util.function.IntConsumer quit = System::exit;
          quit.accept(0);
        }
        public static void byBoundReference() {
          java.util.function.IntConsumer quit = Runtime.getRuntime()::halt;
          quit.accept(0);
        }
        public static void byUnboundReference() {
          java.util.function.ObjIntConsumer<Runtime> quit = Runtime::exit;
          quit.accept(Runtime.getRuntime(), 0);
        }
        static final class Initialized { static { if (true) { System.exit(0); } } static int value; }
        public static void inInitializer() { Initialized.value++; }
        interface Quits { default void quit() { System.exit(0); } }
        public static void inInterface() { new Quits() {}.quit(); }
        private Exits() { Runtime.getRuntime().exit(0); }
        public static void inConstructor() { new Exits(); }
        public static void onThreadOfTheJdk() throws Throwable {
          try {
            java.util.concurrent.CompletableFuture.supplyAsync(() -> 0).thenAcceptAsync(System::exit).get();
          } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause();
          }
        }
        static final class Quiet {}
        static void exit(int a) {}
        void halt(int a) {}
        public static String alike() { exit(0); return Runtime.getRuntime().availableProcessors() > 0 ? "3" : ""; }
      }
      """;

  private static final String DEFINED =
      """
      public final class Defined {
        public static final class Exits {
          public static Pipeline pipeline() { return Pipeline.define("exits", p -> System.exit(0)); }
        }
        public static final class Swallows {
          public static Pipeline pipeline() {
            try { Runtime.getRuntime().halt(0); } catch (Throwable e) { }
            return Pipeline.define("swallows", p -> {});
          }
        }
        public static final class Initializes {
          static { if (true) { System.exit(0); } }
          public static Pipeline pipeline() { return null; }
        }
      }
      """;
}

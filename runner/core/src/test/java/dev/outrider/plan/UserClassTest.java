// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserClassTest {

  @TempDir private static Path folder;
  private static UserProject project;

  @BeforeAll
  static void compile() {
    project =
        new UserProject(folder)
            .java("acme.Classes", CLASSES)
            .java("acme.Touching", TOUCHING)
            .java("acme.Harmless", HARMLESS)
            .compile();
  }

  @Test
  void findsAPipelineAndDefinesItAnewWithEachCall() throws PlanningException {
    try (UserClass found = find("acme.Classes$Right")) {
      Pipeline first = found.pipeline();

      assertThat(found.kind()).isEqualTo(UserClass.Kind.PIPELINE);
      assertThat(found.name()).isEqualTo("acme.Classes$Right");
      assertThat(first.name()).isEqualTo("right");
      assertThat(found.pipeline()).isNotSameAs(first);
      assertThatThrownBy(found::step)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Class acme.Classes$Right is a pipeline, not a step");
    }
  }

  @Test
  void aClassIsFoundByItsNameOnlyAndNotByThatOfItsFile() {
    assertThat(problems("acme/Classes$Count"))
        .containsExactly(
            "Class acme/Classes$Count is not on the class path "
                + project.classPath()
                + "; did you mean acme.Classes$Count?");
  }

  /** Wherever a class file is cut off, the class is named and nothing else is thrown. */
  @Test
  void aClassFileThatIsCutOffIsRefusedByName(@TempDir Path cut) throws IOException {
    byte[] whole =
        Files.readAllBytes(project.classPath().get(0).resolve("acme/Classes$Count.class"));
    Path file = Files.createDirectories(cut.resolve("acme")).resolve("Classes$Count.class");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> UserClass.find(List.of(cut), "acme.Classes$Count").close())
          .as("%d bytes of %d", length, whole.length)
          .isInstanceOf(PlanningException.class)
          .hasMessageContaining("acme.Classes$Count");
    }
  }

  @Test
  void findsAStepAndReadsItWithoutLoadingIt() throws PlanningException {
    try (UserClass found = find("acme.Classes$Count")) {
      assertThat(found.kind()).isEqualTo(UserClass.Kind.STEP);
      assertThat(found.step().inputs()).containsOnlyKeys("input");
      assertThat(found.step().outputs()).containsOnlyKeys("output");
      assertThat(found.loader().hasDefined("acme.Classes$Count")).isFalse();
      assertThatThrownBy(found::pipeline)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Class acme.Classes$Count is a step, not a pipeline");
    }
  }

  @Test
  void aClassThatIsNotThereIsAnsweredWithTheNearestName() {
    assertThat(problems("acme.Clases"))
        .containsExactly(
            "Class acme.Clases is not on the class path "
                + project.classPath()
                + "; did you mean acme.Classes?");
    assertThat(problems("Count"))
        .containsExactly(
            "Class Count is not on the class path "
                + project.classPath()
                + "; did you mean acme.Classes$Count?");
    assertThat(problems("org.example.Else"))
        .containsExactly(
            "Class org.example.Else is not on the class path "
                + project.classPath()
                + "; name it with its package.");
  }

  @Test
  void whatIsWrongWithTheClassPathIsSaidWithTheClassThatIsMissing() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    Path missing = folder.resolve("target/classes");

    PlanningException thrown =
        catchThrowableOfType(
            PlanningException.class, () -> UserClass.find(List.of(missing, text), "acme.X"));

    assertThat(thrown.problems())
        .containsExactly(
            "Class acme.X is not on the class path ["
                + missing
                + ", "
                + text
                + "]; name it with its package.",
            missing + " on the class path is not there; build the project first.",
            text + " on the class path is no jar: zip END header not found; build it again.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hidden | is not public",
        "Instance | is not static",
        "Text | returns java.lang.String",
        "AllWrong | is not public and is not static and returns java.lang.String",
      })
  void aMethodPipelineThatCannotBeCalledIsRefused(String name, String flaw) {
    assertThat(problems("acme.Classes$" + name))
        .containsExactly(
            "Method pipeline() of acme.Classes$"
                + name
                + " "
                + flaw
                + "; declare it as public static Pipeline pipeline().");
  }

  @Test
  void aClassThatIsNeitherIsRefused() {
    assertThat(problems("acme.Classes"))
        .containsExactly(
            "Class acme.Classes is neither a pipeline nor a step; give it a method public static"
                + " Pipeline pipeline(), or let it implement Step or SparkStep.");
  }

  @Test
  void whatThePipelineThrowsIsKeptAsTheCause() {
    PlanningException thrown = definition("acme.Classes$Throwing");

    assertThat(thrown)
        .hasMessage(
            "Pipeline acme.Classes$Throwing failed while it was being defined (Classes.java:18):"
                + " java.lang.IllegalStateException: no flights.")
        .hasRootCauseMessage("no flights");
    assertThat(thrown.getCause().getStackTrace()[0].getFileName()).isEqualTo("Classes.java");
  }

  @Test
  void aPipelineThatIsNullIsRefused() {
    assertThat(definition("acme.Classes$Null"))
        .hasMessage(
            "Method pipeline() of acme.Classes$Null returned null; return what Pipeline.define"
                + " makes.");
  }

  @Test
  void aClassThatIsMissingWhileDefiningIsNamed() throws IOException {
    Files.delete(project.classes().resolve("acme/Classes$Gone.class"));

    assertThat(definition("acme.Classes$NeedsGone"))
        .hasMessage(
            "Pipeline acme.Classes$NeedsGone needs class acme.Classes$Gone (Classes.java:25), which"
                + " is not on the class path; add the jar that holds it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NewType | org.apache.spark.sql.types.StructType | 5",
        "Builder | org.apache.spark.sql.SparkSession | 8",
        "Field | org.apache.spark.sql.types.DataTypes | 11",
        "Function | org.apache.spark.sql.functions | 14",
        "Subclass | org.apache.spark.sql.expressions.Aggregator | 17",
        "InStep | org.apache.spark.sql.types.StructType | 28",
        "Thrown | org.apache.spark.SparkException | 42",
        "Lambda | org.apache.spark.sql.SparkSession | 48",
      })
  void codeThatTouchesSparkWhileDefiningGivesOneClearError(String name, String spark, int line) {
    assertThat(definition("acme.Touching$" + name))
        .hasMessage(
            "Pipeline acme.Touching$"
                + name
                + " uses "
                + spark
                + " while it is being defined (Touching.java:"
                + line
                + "); move it into run().")
        .hasCauseInstanceOf(LinkageError.class);
  }

  @Test
  void stepsWhoseRunUsesSparkInEveryWayAreDefined() throws PlanningException {
    try (UserClass found = find("acme.Harmless")) {
      Plan plan = new Planner(folder).plan(found.pipeline(), Map.of());

      assertThat(plan.steps()).hasSize(1);
      assertThat(found.loader().standIns())
          .doesNotContain("org.apache.spark.sql.types.StructType")
          .contains("org.apache.spark.sql.Dataset");
    }
  }

  @Test
  void theUsersClassesSeeOnlyTheApiOfOutrider() throws Exception {
    try (DefinitionLoader loader = new DefinitionLoader(project.classPath())) {
      assertThat(loader.loadClass("dev.outrider.pipeline.Pipeline")).isSameAs(Pipeline.class);
      assertThat(loader.loadClass("org.slf4j.Logger")).isSameAs(org.slf4j.Logger.class);
      assertThatThrownBy(() -> loader.loadClass(Planner.class.getName()))
          .isInstanceOf(ClassNotFoundException.class);
      assertThatThrownBy(() -> loader.loadClass("org.objectweb.asm.ClassReader"))
          .isInstanceOf(ClassNotFoundException.class);
      assertThat(loader.getResource("org/objectweb/asm/ClassReader.class")).isNull();
      assertThat(loader.getResource("dev/outrider/pipeline/Pipeline.class")).isNotNull();
      assertThat(loader.standIns()).isEmpty();
    }
  }

  private static UserClass find(String className) throws PlanningException {
    return UserClass.find(project.classPath(), className);
  }

  private static List<String> problems(String className) {
    return catchThrowableOfType(PlanningException.class, () -> find(className)).problems();
  }

  private static PlanningException definition(String className) {
    return catchThrowableOfType(
        PlanningException.class,
        () -> {
          try (UserClass found = find(className)) {
            found.pipeline();
          }
        });
  }

  private static final String CLASSES =
      """
      public final class Classes {
        static final class Right {
          public static Pipeline pipeline() { return Pipeline.define("right", p -> {}); }
        }
        record Count() implements SparkStep<Dataset<Row>, Long> {
          public Long run(Dataset<Row> in, SparkStepContext context) { return in.count(); }
        }
        static class Hidden { static Pipeline pipeline() { return null; } }
        static class Instance { public Pipeline pipeline() { return null; } }
        static class Text { public static String pipeline() { return null; } }
        static class AllWrong { private String pipeline() { return null; } }
        static class Null { public static Pipeline pipeline() { return null; } }
        static class Throwing {
          public static Pipeline pipeline() {
            return Pipeline.define(
                "throwing",
                p -> { throw new IllegalStateException("no flights"); });
          }
        }
        static class Gone {}
        static class NeedsGone {
          public static Pipeline pipeline() {
            return Pipeline.define("needs-gone", p -> {
              new Gone();
            });
          }
        }
      }
      """;

  private static final String TOUCHING =
      """
      import org.apache.spark.sql.expressions.Aggregator;
      public final class Touching {
        static class NewType {
          public static Pipeline pipeline() { new StructType(); return null; }
        }
        static class Builder {
          public static Pipeline pipeline() { SparkSession.builder(); return null; }
        }
        static class Field {
          public static Pipeline pipeline() { System.out.println(DataTypes.StringType); return null; }
        }
        static class Function {
          public static Pipeline pipeline() { functions.lit(1); return null; }
        }
        static class Subclass {
          public static Pipeline pipeline() { new Sum(); return null; }
        }
        static class Sum extends Aggregator<Long, Long, Long> {
          public Long zero() { return 0L; }
          public Long reduce(Long a, Long b) { return a + b; }
          public Long merge(Long a, Long b) { return a + b; }
          public Long finish(Long a) { return a; }
          public Encoder<Long> bufferEncoder() { return Encoders.LONG(); }
          public Encoder<Long> outputEncoder() { return Encoders.LONG(); }
        }
        record Typed() implements SparkStep<Dataset<Row>, Dataset<Row>> {
          static final StructType SCHEMA = new StructType();
          public Dataset<Row> run(Dataset<Row> in, SparkStepContext context) { return in; }
        }
        static class InStep {
          public static Pipeline pipeline() {
            return Pipeline.define("in-step", p -> {
              p.step("typed", new Typed()).on("local");
            });
          }
        }
        static class Thrown {
          public static Pipeline pipeline() throws Exception {
            boolean always = true;
            if (always) {
              throw new org.apache.spark.SparkException("x");
            }
            return null;
          }
        }
        static class Lambda {
          public static Pipeline pipeline() { return Pipeline.define("x", p -> SparkSession.active()); }
        }
      }
      """;

  private static final String HARMLESS =
      """
      import org.apache.spark.api.java.function.MapFunction;
      import org.apache.spark.sql.expressions.Aggregator;
      public record Harmless(int limit) implements SparkStep<Dataset<Row>, Dataset<Row>> {
        static class Sum extends Aggregator<Row, Long, Long> {
          public Long zero() { return 0L; }
          public Long reduce(Long a, Row b) { return a; }
          public Long merge(Long a, Long b) { return a + b; }
          public Long finish(Long a) { return a; }
          public Encoder<Long> bufferEncoder() { return Encoders.LONG(); }
          public Encoder<Long> outputEncoder() { return Encoders.LONG(); }
        }
        public Dataset<Row> run(Dataset<Row> in, SparkStepContext context) throws Exception {
          StructType schema = new StructType().add("a", DataTypes.StringType);
          Aggregator<Row, Long, Long> sum = new Sum();
          Dataset<Row> result = limit > 3 ? in.limit(limit) : context.spark().emptyDataFrame();
          try (SparkSession other = context.spark().newSession()) {
            if (limit == 99) {
              throw new org.apache.spark.SparkException("x");
            }
            in.createTempView("in");
            result.select(sum.toColumn()).collectAsList();
            in.map((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING()).count();
          } catch (org.apache.spark.SparkException | AnalysisException e) {
            throw new org.apache.spark.sql.streaming.StreamingQueryException(null, e.getMessage(), e, null, null, null, null);
          } finally {
            in.unpersist();
          }
          return schema.isEmpty() ? in : result;
        }
        public static Pipeline pipeline() {
          return Pipeline.define("harmless", p -> p.step("harmless", new Harmless(4))
              .from(Sources.parquet(p.value(URI.create("x")))).on("local"));
        }
      }
      """;
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the compiler cannot see of a pipeline: each problem in full, and all of them at once. */
class PlanningProblemsTest {

  @TempDir private static Path folder;
  private static UserProject project;

  @BeforeAll
  static void compile() {
    project =
        new UserProject(folder)
            .java("acme.Steps", STEPS)
            .java("acme.Wrong", WRONG)
            .java("acme.Refused", REFUSED)
            .compile();
  }

  @Test
  void badlyFormedAndRepeatedNames() throws PlanningException {
    assertThat(problems("acme.Wrong$Names"))
        .containsExactly(
            "The pipeline is named 'Flight Delays'; use a lower-case letter, then up to 39"
                + " lower-case letters, digits and '-'.",
            "A parameter is named '1st'; use a letter, then up to 39 letters, digits, '_' and '-'.",
            "Parameter 'trees' is defined more than once; give each its own name.",
            "A step is named 'Clean'; use a lower-case letter, then up to 39 lower-case letters,"
                + " digits and '-'.",
            "Step 'clean' is defined more than once; give each its own name.",
            "The step operator of step 'clean' is named 'EMR!'; use a lower-case letter, then up to"
                + " 39 lower-case letters, digits and '-'.");
  }

  @Test
  void cyclesAreNamedWithTheirPath() throws PlanningException {
    assertThat(problems("acme.Wrong$Cycles"))
        .containsExactly(
            "Steps a -> b -> c -> a wait for each other; remove one of these connections.",
            "Steps self -> self wait for each other; remove one of these connections.");
  }

  @Test
  void inputsThatAreMissingDanglingOrConnectedTwice() throws PlanningException {
    assertThat(problems("acme.Wrong$Inputs"))
        .containsExactly(
            "Input 'rmse' of step 'missing' is not connected; add"
                + " .input(Steps.Report.In::rmse).from(...).",
            "Input 'template' of step 'missing' is not connected; add"
                + " .input(Steps.Report.In::template).from(...).",
            "Input 'template' of step 'dangling' is not connected: .input(Steps.Report.In::template)"
                + " is not followed by .from(...).",
            "Input 'rmse' of step 'twice' is connected 2 times; keep one.",
            "Step 'mixed' is connected as a whole by .from(...) and by its components [rmse]; keep"
                + " one of the two.",
            "Step 'whole-twice' is connected as a whole 2 times; keep one .from(...).",
            "Step 'one-value' takes a java.lang.Long but is not connected; add .from(...).",
            "Step 'none' takes no input; remove .from(...).",
            "Input 'flights' of step 'list' is not connected; add"
                + " .listInput(Steps.Union.In::flights).from(...).");
  }

  @Test
  void artifactsOfAnotherPipeline() throws PlanningException {
    assertThat(problems("acme.Wrong$Foreign"))
        .containsExactly(
            "Step 'report' waits for step 'other' of another pipeline; name a step of this one.",
            "Input 'rmse' of step 'report' is connected to step 'other' of another pipeline;"
                + " connect it to a step of this one.",
            "Input 'template' of step 'report' is connected to parameter 'template' of another"
                + " pipeline; define it in this one.");
  }

  @Test
  void unknownMissingAndUnparseableParameters() {
    assertThat(
            problems(
                "acme.Wrong$Parameters",
                Map.of(
                    "tres",
                    "5",
                    "trees",
                    "many",
                    "ratios",
                    "0.5, half",
                    "home",
                    "a b:c",
                    "day",
                    "tomorrow",
                    "mode",
                    "slow",
                    "nothing-like-it-at-all",
                    "",
                    "folder",
                    "s3://bucket/x")))
        .containsExactly(
            "Parameter 'any' is of type java.lang.Object, which a parameter cannot have; use String,"
                + " Boolean, Integer, Long, Double, BigDecimal, an enum, LocalDate, Instant,"
                + " Duration, URI, Path, or a list of these.",
            "Pipeline 'parameters' has no parameter 'nothing-like-it-at-all'; it has [trees, ratios,"
                + " home, day, mode, folder, flights, any].",
            "Pipeline 'parameters' has no parameter 'tres'; did you mean 'trees'?",
            "Parameter 'trees' was 'many' but must be a whole number of 32 bits.",
            "Parameter 'ratios' was 'half' but must be a number.",
            "Parameter 'day' was 'tomorrow' but must be a date such as 2026-01-31.",
            "Parameter 'mode' was 'slow' but must be one of [FAST, EXACT].",
            "Parameter 'folder' was 's3://bucket/x', which is no path of a local file; make the"
                + " parameter a URI to name other places.",
            "Parameter 'flights' has no value; give one as flights=VALUE, where VALUE is a URI or the"
                + " path of a file.",
            "Pipeline 'parameters' has no steps; define one with p.step(NAME, STEP).");
  }

  @Test
  void settingsThatCannotBe() throws PlanningException {
    assertThat(problems("acme.Wrong$Settings"))
        .containsExactly(
            "Step 'train' needs Spark but names no step operator; add .on(\"local\") to it, or the"
                + " name of another step operator.",
            "Step 'train': resources.executors was '0' but must be a whole number from 1 on, such as"
                + " 4.",
            "Step 'train': resources.cores was '-1' but must be a whole number from 1 on, such as 4.",
            "Step 'train': resources.memory was '8x' but must be an amount of memory such as 512m or"
                + " 8g.",
            "Step 'train': resources.memory-overhead was '0g' but must be an amount of memory such as"
                + " 512m or 8g.",
            "Step 'train': resources.driver-cores was '0' but must be a whole number from 1 on, such"
                + " as 4.",
            "Step 'train': resources.driver-memory was '1.5g' but must be an amount of memory such as"
                + " 512m or 8g.",
            "Step 'train': resources.gpus was '-1' but must be a whole number from 0 on, such as 4.",
            "Step 'train': resources.gpu-type was ' ' but must be a chip's name such as t4, l4 or a100-80gb.",
            "Step 'train': retry.user was '-1' but must be a whole number from 0 on, such as 4.",
            "Step 'train': retry.longest-backoff was 'PT1S' but must be at least retry.backoff,"
                + " PT1M.",
            "Step 'train': deadline.queue was 'PT0S' but must be a duration from 1ms on.",
            "Step 'train': deadline.run was 'PT-1S' but must be a duration from 1ms on.",
            "Step 'train': cache environment [A B] is not available in this version. Leave it out.",
            "Step 'train': cache ignoreClock is not available in this version. Leave it out.");
  }

  @Test
  void componentReferencesThatAreNoAccessors() throws PlanningException {
    assertThat(problems("acme.Wrong$References"))
        .containsExactly(
            "An input of step 'sum' must be a method reference such as Steps.Report.In::rmse; this"
                + " lambda does more than read one component.",
            "An input of step 'constant' must be a method reference such as Steps.Report.In::rmse;"
                + " this lambda does more than read one component.",
            "An input of step 'captured' must be a method reference such as Steps.Report.In::rmse;"
                + " this lambda does more than read one component.",
            "An input of step 'static' must be a method reference such as Steps.Report.In::rmse;"
                + " Wrong.References::half does more than read one component.",
            "An input of step 'method' is named by Steps.Report.In::total, but acme.Steps$Report$In"
                + " has the components [rmse, template]; name one of these.",
            "An input of step 'other-record' is named by Steps.Train.Out::rmse, which is no component"
                + " of acme.Steps$Report$In; name one such as Steps.Report.In::rmse.",
            "The output of step 'gen' that the input of step 'of-one-value' is connected to must be a"
                + " method reference such as Steps.Train.Out::model; this lambda does more than read"
                + " one component.",
            "Step 'one-value' takes one value, a java.lang.Long; connect it by .from(...) alone,"
                + " without .input(Long::intValue).");
  }

  @Test
  void typesThatDisagreeThoughTheyCompiled() throws PlanningException {
    assertThat(problems("acme.Wrong$Types"))
        .containsExactly(
            "Input 'rmse' of step 'report' is a double but is connected to output 'model' of step"
                + " 'train', which is a org.apache.spark.ml.PipelineModel; connect an artifact of"
                + " its type.",
            "Input 'template' of step 'report' is a java.nio.file.Path but is connected to a source,"
                + " which is a org.apache.spark.sql.Dataset<org.apache.spark.sql.Row>; connect an"
                + " artifact of its type.",
            "The input of step 'one-value' is a java.lang.Long but is connected to a constant, which"
                + " is a java.lang.String; connect an artifact of its type.",
            "The location of input 'flights' of step 'again' is a java.net.URI but is connected to"
                + " parameter 'trees', which is a java.lang.Integer; connect an artifact of its"
                + " type.",
            "Input 'days' of step 'generic' is a java.util.List<java.time.LocalDate> but is connected"
                + " to output 'names' of step 'names', which is a java.util.List<java.lang.String>;"
                + " connect an artifact of its type.",
            "Input 'rmse' of step 'of-nothing' is connected to step 'silent', which gives no output;"
                + " use .after(...) to wait for it.");
  }

  @Test
  void stepsAndComponentsThatCannotBePlanned() throws PlanningException {
    assertThat(problems("acme.Refused"))
        .containsExactly(
            "Step 'lambda' is a lambda, which loses what it takes and gives. Make the step a record.",
            "Step 'anonymous' is an anonymous class, which has no JSON form. Use a record, a case"
                + " class, a number, text, a date, a list or a map.",
            "Step 'inner' is the inner class acme.Refused$Inner, which has no JSON form. Make it"
                + " static, or a record.",
            "Step 'private' is the private class acme.Refused$Private. Make it at least"
                + " package-private.",
            "Step 'closed' is of acme.Refused$Closed, which has no constructor that can be called:"
                + " all are private.",
            "Step 'raw' does not say what it takes and gives: name both types, as in SparkStep<In,"
                + " Dataset<Row>>.",
            "Step 'neither' is no step: it implements neither Step nor SparkStep.",
            "Parameter 'action' of step 'formless' is a java.lang.Runnable"
                + ", which has no JSON form. Use a record, a case class, a number, text, a date, a"
                + " list or a map.",
            "Parameter 'session' of step 'formless' is a org.apache.spark.sql.SparkSession, which has"
                + " no JSON form. Use a record, a case class, a number, text, a date, a list or a"
                + " map.",
            "Parameter 'any' of step 'formless' is an Object, which has no JSON form: its type is"
                + " lost. Use a record, a case class, a number, text, a date, a list or a map. In"
                + " Scala, write Option[java.lang.Integer] for Option[Int].",
            "Parameter 'pair' of step 'formless' is the generic type acme.Refused$Pair, which has no"
                + " JSON form: its type argument is lost. Use a record, a case class, a number,"
                + " text, a date, a list or a map.",
            "Parameter 'raw' of step 'formless' is an Object, which has no JSON form: its type is"
                + " lost. Use a record, a case class, a number, text, a date, a list or a map. In"
                + " Scala, write Option[java.lang.Integer] for Option[Int].",
            "Parameter 'shape' of step 'formless' is the abstract type acme.Refused$Shape, which has"
                + " no JSON form. Use a record, a case class, a number, text, a date, a list or a"
                + " map.",
            "Input 'deep.limits' of step 'formless' is a java.lang.Number, which has no JSON form."
                + " Use a record, a case class, a number, text, a date, a list or a map.",
            "Output of step 'formless' is a java.lang.Thread, which has no JSON form. Use a record, a"
                + " case class, a number, text, a date, a list or a map.",
            "Input 'flights' of step 'plain' is a"
                + " org.apache.spark.sql.Dataset<org.apache.spark.sql.Row>, which a plain Step cannot"
                + " take or give. Hand over a list of records or a file, or make the step a"
                + " SparkStep.",
            "Output of step 'plain' is a org.apache.spark.ml.PipelineModel, which a plain Step cannot"
                + " take or give. Hand over a list of records or a file, or make the step a"
                + " SparkStep.",
            "Input 'deep' of step 'formless' is not connected; add"
                + " .input(Refused.Formless.In::deep).from(...).",
            "Input 'flights' of step 'plain' is not connected; add"
                + " .input(Refused.Plain.In::flights).from(...).",
            "Step 'subclass'.base is declared as acme.Refused$Base but holds a"
                + " acme.Refused$Derived, which would not read back. Declare the type that it"
                + " holds.");
  }

  @Test
  void aConstructorWithoutParameterNames(@TempDir Path other) throws PlanningException {
    UserProject unnamed =
        new UserProject(other)
            .java(
                "acme.Unnamed",
                """
                public class Unnamed implements Step<NoInput, Long> {
                  private final int number;
                  Unnamed(int number) { this.number = number; }
                  public Long run(NoInput in, StepContext context) { return (long) number; }
                  public static Pipeline pipeline() {
                    return Pipeline.define("unnamed", p -> p.step("unnamed", new Unnamed(1)));
                  }
                }
                """)
            .compile("-g");

    assertThat(problems(unnamed, "acme.Unnamed", Map.of()))
        .containsExactly(
            "Step 'unnamed' is of acme.Unnamed, whose constructor does not name its parameters."
                + " Compile it with -parameters, or make it a record.");
  }

  @Test
  void theMessageListsAllProblems() {
    PlanningException thrown =
        new PlanningException("pipeline 'x'", List.of("One is wrong.", "Two is wrong."));

    assertThat(thrown).hasMessage("2 problems in pipeline 'x':\n  One is wrong.\n  Two is wrong.");
    assertThat(new PlanningException("pipeline 'x'", List.of("One is wrong.")))
        .hasMessage("One is wrong.");
  }

  private static List<String> problems(String className) throws PlanningException {
    return problems(className, Map.of());
  }

  private static List<String> problems(String className, Map<String, String> parameters) {
    return problems(project, className, parameters);
  }

  private static List<String> problems(
      UserProject project, String className, Map<String, String> parameters) {
    return catchThrowableOfType(
            PlanningException.class,
            () -> {
              try (UserClass type = UserClass.find(project.classPath(), className)) {
                var pipeline = type.pipeline();
                new Planner(folder).plan(pipeline, parameters);
              }
            })
        .problems();
  }

  private static final String STEPS =
      """
      public final class Steps {
        public record Report() implements Step<Report.In, Double> {
          public record In(double rmse, Path template) {
            public double total() { return rmse; }
          }
          public Double run(In in, StepContext context) { return in.rmse(); }
        }
        public record Train() implements SparkStep<Train.In, Train.Out> {
          public record In(Dataset<Row> flights) {}
          public record Out(PipelineModel model, double rmse) {}
          public Out run(In in, SparkStepContext context) { return null; }
        }
        public record Union() implements SparkStep<Union.In, Dataset<Row>> {
          public record In(List<Dataset<Row>> flights) {}
          public Dataset<Row> run(In in, SparkStepContext context) { return null; }
        }
        public record Twice() implements Step<Long, Long> {
          public Long run(Long in, StepContext context) { return in * 2; }
        }
        public record Generate() implements Step<NoInput, Long> {
          public Long run(NoInput in, StepContext context) { return 1L; }
        }
        public record Copy() implements Step<Report.In, Report.In> {
          public Report.In run(Report.In in, StepContext context) { return in; }
        }
        public record Silent() implements Step<NoInput, NoOutput> {
          public NoOutput run(NoInput in, StepContext context) { return NoOutput.NONE; }
        }
        public record Names() implements Step<NoInput, Names.Out> {
          public record Out(List<String> names) {}
          public Out run(NoInput in, StepContext context) { return null; }
        }
        public record Days() implements Step<Days.In, Long> {
          public record In(List<LocalDate> days) {}
          public Long run(In in, StepContext context) { return 0L; }
        }
      }
      """;

  private static final String WRONG =
      """
      import acme.Steps.*;

      public final class Wrong {
        public static class Names {
          public static Pipeline pipeline() {
            return Pipeline.define("Flight Delays", p -> {
              p.parameter("1st", 1);
              p.parameter("trees", 1);
              p.parameter("trees", 1);
              p.step("Clean", new Generate());
              p.step("clean", new Generate());
              p.step("clean", new Generate()).on("EMR!");
            });
          }
        }

        public static class Cycles {
          public static Pipeline pipeline() {
            return Pipeline.define("cycles", p -> {
              var before = p.step("before", new Generate());
              var a = p.step("a", new Twice()).after(before);
              var b = p.step("b", new Twice()).from(a.output());
              var c = p.step("c", new Twice()).from(b.output());
              a.from(c.output());
              p.step("after", new Twice()).from(c.output());
              var self = p.step("self", new Twice());
              self.from(self.output());
            });
          }
        }

        public static class Inputs {
          public static Pipeline pipeline() {
            return Pipeline.define("inputs", p -> {
              var file = p.value(Path.of("a"));
              p.step("missing", new Report());
              var dangling = p.step("dangling", new Report()).input(Report.In::rmse).from(p.value(1.0));
              dangling.input(Report.In::template);
              p.step("twice", new Report())
                  .input(Report.In::rmse).from(p.value(1.0))
                  .input(Report.In::rmse).from(p.value(2.0))
                  .input(Report.In::template).from(file);
              var copy = p.step("copy", new Copy())
                  .input(Report.In::rmse).from(p.value(1.0))
                  .input(Report.In::template).from(file);
              p.step("mixed", new Report()).from(copy.output()).input(Report.In::rmse).from(p.value(1.0));
              p.step("whole-twice", new Report()).from(copy.output()).from(copy.output());
              p.step("one-value", new Twice());
              p.step("none", new Generate()).from(p.value(NoInput.NONE));
              p.step("list", new Union()).on("local");
            });
          }
        }

        public static class Foreign {
          public static Pipeline pipeline() {
            List<StepNode<Report.In, Double>> others = new ArrayList<>();
            List<Artifact<Path>> templates = new ArrayList<>();
            Pipeline.define("other", p -> {
              templates.add(p.parameter("template", Path.of("x")));
              others.add(p.step("other", new Report()));
            });
            return Pipeline.define("foreign", p -> p.step("report", new Report())
                .input(Report.In::rmse).from(others.get(0).output())
                .input(Report.In::template).from(templates.get(0))
                .after(others.get(0)));
          }
        }

        public enum Mode { FAST, EXACT }

        public static class Parameters {
          public static Pipeline pipeline() {
            return Pipeline.define("parameters", p -> {
              p.parameter("trees", 50);
              p.listParameter("ratios", Double.class);
              p.parameter("home", String.class);
              p.parameter("day", LocalDate.class);
              p.parameter("mode", Mode.FAST);
              p.parameter("folder", Path.class);
              p.parameter("flights", URI.class);
              p.parameter("any", Object.class);
            });
          }
        }

        public static class Settings {
          public static Pipeline pipeline() {
            return Pipeline.define("settings", p -> p.step("train", new Train())
                .input(Train.In::flights).from(Sources.parquet(p.value(URI.create("x"))))
                .resources(r -> r.executors(0).cores(-1).memory("8x").memoryOverhead("0g")
                    .driverCores(0).driverMemory("1.5g").gpus(-1).gpuType(" "))
                .retry(r -> r.user(-1).capacity(0).backoff(Duration.ofMinutes(1), Duration.ofSeconds(1)))
                .deadlines(d -> d.queue(Duration.ZERO).run(Duration.ofSeconds(-1)))
                .cache(c -> c.environment("A B").ignoreClock()));
          }
        }

        public static class References {
          static Double half(Report.In in) { return in.rmse() / 2; }

          @SuppressWarnings({"rawtypes", "unchecked"})
          public static Pipeline pipeline() {
            Report.In other = new Report.In(1, Path.of("x"));
            return Pipeline.define("references", p -> {
              p.step("sum", new Report()).input(in -> in.rmse() + in.rmse()).from(p.value(1.0));
              p.step("constant", new Report()).input(in -> 1.0).from(p.value(1.0));
              p.step("captured", new Report()).input(in -> other.rmse()).from(p.value(1.0));
              p.step("static", new Report()).input(References::half).from(p.value(1.0));
              p.step("method", new Report()).input(Report.In::total).from(p.value(1.0));
              Component wrong = (Component<Train.Out, Double>) Train.Out::rmse;
              StepNode raw = p.step("other-record", new Report());
              raw.input(wrong).from(p.value(1.0));
              var gen = p.step("gen", new Train()).on("local")
                  .input(Train.In::flights).from(Sources.parquet(p.value(URI.create("x"))));
              p.step("of-one-value", new Twice()).from(gen.output(out -> (long) out.rmse()));
              p.step("one-value", new Twice()).input(Long::intValue).from(p.value(1));
            });
          }
        }

        public static class Types {
          @SuppressWarnings("unchecked")
          static <T> Artifact<T> cast(Artifact<?> artifact) { return (Artifact<T>) artifact; }

          public static Pipeline pipeline() {
            return Pipeline.define("types", p -> {
              Artifact<URI> x = p.value(URI.create("x"));
              var train = p.step("train", new Train()).on("local").input(Train.In::flights).from(Sources.parquet(x));
              p.step("report", new Report())
                  .input(Report.In::rmse).from(cast(train.output(Train.Out::model)))
                  .input(Report.In::template).from(cast(Sources.parquet(x)));
              p.step("one-value", new Twice()).from(cast(p.value("text")));
              Artifact<URI> trees = cast(p.parameter("trees", 1));
              p.step("again", new Train()).on("local").input(Train.In::flights).from(Sources.parquet(trees));
              var names = p.step("names", new Steps.Names());
              p.step("generic", new Days()).input(Days.In::days).from(cast(names.output(Steps.Names.Out::names)));
              p.step("of-nothing", new Report())
                  .input(Report.In::rmse).from(cast(p.step("silent", new Silent()).output()))
                  .input(Report.In::template).from(p.value(Path.of("x")));
            });
          }
        }
      }
      """;

  private static final String REFUSED =
      """
      public final class Refused {
        interface Shape {}
        record Pair<T>(T left, T right) {}
        record Deep(List<Number> limits) {}
        static class Base { final int a; Base(int a) { this.a = a; } }
        static class Derived extends Base { Derived(int a) { super(a); } }

        class Inner implements Step<NoInput, Long> {
          public Long run(NoInput in, StepContext context) { return 1L; }
        }
        private record Private() implements Step<NoInput, Long> {
          public Long run(NoInput in, StepContext context) { return 1L; }
        }
        static class Closed implements Step<NoInput, Long> {
          private Closed() {}
          public Long run(NoInput in, StepContext context) { return 1L; }
        }
        @SuppressWarnings("rawtypes")
        record Raw() implements Step {
          public Object run(Object in, StepContext context) { return 1L; }
        }
        record Neither() implements TypedStep<Long, Long> {}
        @SuppressWarnings("rawtypes")
        record Formless(Runnable action, SparkSession session, Object any, Pair<String> pair, List raw, Shape shape)
            implements Step<Formless.In, Thread> {
          record In(Deep deep) {}
          public Thread run(In in, StepContext context) { return null; }
        }
        record Plain() implements Step<Plain.In, PipelineModel> {
          record In(Dataset<Row> flights) {}
          public PipelineModel run(In in, StepContext context) { return null; }
        }
        record Subclass(Base base) implements Step<NoInput, Long> {
          public Long run(NoInput in, StepContext context) { return 1L; }
        }

        @SuppressWarnings("unchecked")
        public static Pipeline pipeline() {
          return Pipeline.define("refused", p -> {
            Step<NoInput, Long> lambda = (in, context) -> 1L;
            p.step("lambda", lambda);
            p.step("anonymous", new Step<NoInput, Long>() {
              public Long run(NoInput in, StepContext context) { return 1L; }
            });
            p.step("inner", new Refused().new Inner());
            p.step("private", new Private());
            p.step("closed", new Closed());
            p.step("raw", new Raw());
            p.step("neither", new Neither());
            p.step("formless", new Formless(null, null, null, null, null, null));
            p.step("plain", new Plain());
            p.step("subclass", new Subclass(new Derived(1)));
          });
        }
      }
      """;
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.StepSignature;
import dev.outrider.step.value.ValueKind;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Opcodes;

/**
 * What planning reads from class files without Spark is what a step finds by reflection where Spark
 * is.
 */
class AgreementTest {

  @TempDir private static Path folder;
  private static UserProject project;
  private static DefinitionLoader withoutSpark;
  private static DefinitionLoader withSpark;

  @BeforeAll
  static void compile() {
    project =
        new UserProject(folder)
            .scala("acme.Scala", SCALA)
            .java("acme.Java", JAVA)
            .resource(
                "META-INF/services/dev.outrider.step.Materializer",
                "# ours\nacme.Java$MatrixFiles # files\n\n")
            .compile();
    withoutSpark = new DefinitionLoader(project.classPath());
    List<Path> all = new ArrayList<>(project.classPath());
    all.addAll(UserProject.sparkJars());
    withSpark = new DefinitionLoader(all);
  }

  @AfterAll
  static void close() throws Exception {
    withoutSpark.close();
    withSpark.close();
  }

  static Stream<String> stepClasses() {
    ClassFiles classes = new ClassFiles(withoutSpark);
    return ClassPathListing.of(project.classPath()).classes().stream()
        .filter(name -> classes.isSubtype(name, "dev.outrider.step.TypedStep"))
        .filter(name -> !classes.find(name).orElseThrow().is(Opcodes.ACC_ABSTRACT))
        .filter(name -> !name.endsWith("$OfClosed"));
  }

  @ParameterizedTest
  @MethodSource("stepClasses")
  void theSignatureIsTheSame(String name) throws Exception {
    Class<?> loaded = Class.forName(name, false, withSpark);
    Set<String> custom = Materializers.on(withoutSpark).types();
    Set<Class<?>> customClasses = new HashSet<>();
    for (String each : custom) {
      customClasses.add(Class.forName(each, false, withSpark));
    }
    StepSignature reflected = StepSignature.of(loaded);

    StepClass read =
        new StepClassReader(new ClassFiles(withoutSpark), custom)
            .read(name, "class " + name)
            .stepClass()
            .orElseThrow();

    assertThat(read.spark()).isEqualTo(reflected.isSpark());
    assertThat(read.input()).hasToString(reflected.input().getTypeName());
    assertThat(read.output()).hasToString(reflected.output().getTypeName());
    assertThat(read.wholeInput()).isEqualTo(reflected.hasWholeInput(customClasses));
    assertThat(read.wholeOutput()).isEqualTo(reflected.hasWholeOutput(customClasses));
    assertThat(types(read.inputs())).isEqualTo(names(reflected.inputs(customClasses)));
    assertThat(types(read.outputs())).isEqualTo(names(reflected.outputs(customClasses)));
    List<Type> all = new ArrayList<>(reflected.inputs(customClasses).values());
    all.addAll(reflected.outputs(customClasses).values());
    List<Port> ports = new ArrayList<>(read.inputs().values());
    ports.addAll(read.outputs().values());
    for (int i = 0; i < all.size(); i++) {
      checkPort(ports.get(i), all.get(i), customClasses);
    }
    assertThat(problems(TypeName.of(name))).isEqualTo(problems(loaded));
  }

  private static void checkPort(Port port, Type type, Set<Class<?>> custom) {
    Class<?> raw = JsonForm.raw(type);
    ValueKind kind = custom.contains(raw) ? ValueKind.CUSTOM : ValueKind.of(raw);
    assertThat(new ClassFiles(withoutSpark).kind(port.type(), names(custom)))
        .as(port.toString())
        .isEqualTo(kind);
    if (kind == ValueKind.VALUE) {
      assertThat(problems(port.type())).as(port.toString()).isEqualTo(problems(type));
    }
  }

  @Test
  void theClassesComparedAreNotFew() {
    assertThat(stepClasses().count()).isGreaterThan(20);
    assertThat(withoutSpark.standIns()).isEmpty();
  }

  @Test
  void aStepClassIsReadWithItsPortsAndParameters() throws Exception {
    StepClass train = StepClass.read(withoutSpark, "acme.Java$Train");

    assertThat(train.parameters())
        .hasToString("{trees=int, label=java.util.Optional<java.lang.String>}");
    assertThat(train.inputs().values())
        .extracting(Port::name, Port::kind, Port::optional, Port::list)
        .containsExactly(
            tuple("flights", ValueKind.DATASET, false, false),
            tuple("previous", ValueKind.MODEL, true, false),
            tuple("weights", ValueKind.VALUE, false, true),
            tuple("more", ValueKind.DATASET, false, true),
            tuple("files", ValueKind.FILE, true, true),
            tuple("matrix", ValueKind.CUSTOM, false, false),
            tuple("own", ValueKind.MODEL, false, false));
    assertThat(train.inputs().get("flights").type())
        .hasToString("org.apache.spark.sql.Dataset<org.apache.spark.sql.Row>");
    assertThat(train.inputs().get("files").element()).hasToString("java.nio.file.Path");
    assertThat(train.outputs().keySet()).containsExactly("model", "rmse");
  }

  @Test
  void aCompositeThatCannotBePutTogetherIsRefusedByBoth() throws Exception {
    StepSignature reflected =
        StepSignature.of(Class.forName("acme.Java$OfClosed", false, withSpark));

    assertThatThrownBy(() -> reflected.outputs(Set.of()))
        .hasMessage(
            "output is of acme.Java$Closed, which has no constructor that can be called: all are"
                + " private.");
    assertThatThrownBy(() -> StepClass.read(withoutSpark, "acme.Java$OfClosed"))
        .hasMessage(
            "Output of class acme.Java$OfClosed is of acme.Java$Closed, which has no constructor that"
                + " can be called: all are private.");
  }

  /** The first problem of a type, by reflection. */
  private static Optional<String> problems(Type type) {
    try {
      JsonForm.check(type, "x");
      return Optional.empty();
    } catch (JsonFormException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The first problem of a type, from class files. */
  private static Optional<String> problems(TypeName type) {
    return new JsonTypes(new ClassFiles(withoutSpark))
        .problems(type, path -> path.isEmpty() ? "x" : "x." + path, "").stream().findFirst();
  }

  private static Map<String, String> types(Map<String, Port> ports) {
    Map<String, String> types = new LinkedHashMap<>();
    ports.forEach((name, port) -> types.put(name, port.type().toString()));
    return types;
  }

  private static Map<String, String> names(Map<String, Type> reflected) {
    Map<String, String> types = new LinkedHashMap<>();
    reflected.forEach((name, type) -> types.put(name, type.getTypeName()));
    return types;
  }

  private static Set<String> names(Set<Class<?>> classes) {
    Set<String> names = new HashSet<>();
    classes.forEach(each -> names.add(each.getName()));
    return names;
  }

  private static final String SCALA =
      """
      import dev.outrider.step._
      import org.apache.spark.ml.PipelineModel
      import org.apache.spark.sql.{DataFrame, Dataset}

      case class Features(window: Int, name: String, columns: List[String], limit: Option[java.lang.Integer])
          extends SparkStep[Features.In, Features.Out] {
        def run(in: Features.In, context: SparkStepContext): Features.Out = null
      }
      object Features {
        case class In(flights: DataFrame, share: Double, names: Seq[String])
        case class Out(flights: DataFrame, model: PipelineModel, count: Long)
      }
      case class LosesItsType(limit: Option[Int]) extends SparkStep[DataFrame, Dataset[java.lang.Long]] {
        def run(in: DataFrame, context: SparkStepContext): Dataset[java.lang.Long] = null
      }
      trait Counting[T] extends SparkStep[Dataset[T], java.lang.Long]
      class CountText(val ratio: Double) extends Counting[String] {
        def run(in: Dataset[String], context: SparkStepContext): java.lang.Long = 1L
      }
      case object Single extends Step[NoInput, NoOutput] {
        def run(in: NoInput, context: StepContext): NoOutput = NoOutput.NONE
      }
      """;

  private static final String JAVA =
      """
      public final class Java {
        static final class Matrix {}
        static final class MatrixFiles extends Files<Matrix> {
          public Class<Matrix> type() { return Matrix.class; }
        }
        static abstract class Files<X> implements Materializer<X> {
          public String format() { return "npy"; }
          public void write(X value, Path folder) {}
          public X read(Path folder) { return null; }
        }
        static abstract class OwnModel extends org.apache.spark.ml.Model<OwnModel> {}
        enum Mode { FAST { @Override public String toString() { return "fast"; } }, EXACT }
        record Range(int low, Integer high) {
          Range(int low, Integer high, int ignored) { this(low, high); }
        }
        record Tree(String name, List<Tree> children) {}
        record Pair<T>(T left) {}
        private record Hidden(int a) {}
        interface Shape {}
        static class Settings {
          final double ratio; final List<String> names;
          Settings(double ratio) { this(ratio, List.of()); }
          Settings(double ratio, List<String> names) { this.ratio = ratio; this.names = names; }
          private Settings(double a, double b, double c) { this(a); }
        }
        static class Closed { private Closed() {} }
        class Inner {}

        static abstract class Base<A, B> implements SparkStep<A, B> {
          public B run(A in, SparkStepContext context) { return null; }
        }
        static abstract class Listed<T> extends Base<List<T>, Map<String, T>> {}

        static class Train extends Base<Train.In, Train.Out> {
          record In(Dataset<Row> flights, Optional<PipelineModel> previous, List<Double> weights,
              List<Dataset<Row>> more, Optional<List<Path>> files, Matrix matrix, OwnModel own) {}
          record Out(PipelineModel model, double rmse) {}
          final int trees; final Optional<String> label;
          Train(int trees, Optional<String> label) { this.trees = trees; this.label = label; }
        }
        static class OfList extends Listed<String> {}
        static class OfRange extends Base<Range, Tree> {}
        static class OfHidden extends Base<Hidden, Inner> {}
        static class OfShape extends Base<Shape, Shape[]> {}
        static class OfClosed extends Base<Long, Closed> {}
        static class OfPair extends Base<Pair<String>, Object> {}
        static class OfMaps extends Base<Map<Mode, Range>, Map<List<String>, String>> {}
        static class OfWildcards extends Base<List<? extends Number>, Set<? super String>> {}
        static class OfRaw extends Base<List, Optional> {}
        static class OfLeaves extends Base<OfLeaves.In, int[]> {
          record In(boolean a, char b, byte c, short d, int e, long f, float g, double h, String i,
              BigDecimal j, BigInteger k, Mode l, Instant m, Duration n, Period o, LocalDate p,
              LocalTime q, LocalDateTime r, OffsetDateTime s, ZonedDateTime t, ZoneId u, URI v,
              UUID w, Map<Integer, Set<Long>> x, Collection<Optional<DayOfWeek>> y,
              dev.outrider.step.value.JsonText z) {}
        }
        static class OfSettings extends Base<Settings, Dataset<Long>> {}
        static class OfModel extends Base<OwnModel, Matrix> {}
        static class OfFile extends Base<Path, Mode> {}
        static class OfNothing extends Base<NoInput, NoOutput> {}
        static class OfMany extends Base<List<Dataset<Row>>, Optional<PipelineModel>> {}
        static class OfDeep extends Base<OfDeep.In, Thread> {
          record In(Map<String, List<Optional<Deep>>> deep) {}
          record Deep(Settings settings, List<Runnable> actions) {}
        }
        static class OfRow extends Base<Row, org.apache.spark.sql.types.StructType> {}
        static class OfNested extends Base<Map.Entry<String, Long>, Pair<List<String>>[]> {}
        record Plain(Range range, Mode mode) implements Step<String, Long> {
          public Long run(String in, StepContext context) { return 1L; }
        }
      }
      """;
}

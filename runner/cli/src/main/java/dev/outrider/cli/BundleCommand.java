// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.bundle.Bundle;
import dev.outrider.bundle.BundleException;
import dev.outrider.bundle.BundleRequest;
import dev.outrider.bundle.ClassPath;
import dev.outrider.bundle.NamedFile;
import dev.outrider.bundle.SparkLine;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plan.NearestName;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.Planner;
import dev.outrider.plan.PlanningException;
import dev.outrider.plan.StepClass;
import dev.outrider.plan.UserClass;
import dev.outrider.step.attempt.BundledStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code outrider bundle}: the spark-submit-able jar of a step, or of all steps of a pipeline. */
@Command(customSynopsis = "CLASS -o FILE|DIR/")
final class BundleCommand implements Callable<Integer>, PrintsData {

  private static final String DEFAULT_LINE = "3.5_2.12";

  @Parameters(
      arity = "0..1",
      paramLabel = "CLASS",
      description = "a pipeline (public static Pipeline pipeline()) or a step")
  private String className;

  @Option(
      names = "--step",
      paramLabel = "NAME",
      description = "one step of the pipeline; default all its Spark steps")
  private Optional<String> step = Optional.empty();

  @Option(
      names = "--class-path",
      paramLabel = "PATHS|@FILE",
      description =
          "the project's classes and jars; default target/classes and target/classpath.txt")
  private Optional<String> classPath = Optional.empty();

  @Option(
      names = "--spark",
      paramLabel = "LINE",
      split = ",",
      description = "Spark lines to run on, such as 3.5_2.12; default the Spark home's")
  private List<String> lines = new ArrayList<>();

  @Option(
      names = "--spark-home",
      paramLabel = "DIR",
      description = "a Spark home whose line it must run on; default SPARK_HOME")
  private Optional<String> sparkHome = Optional.empty();

  @Option(
      names = "--java",
      paramLabel = "N",
      defaultValue = "17",
      description = "the platform's Java; default 17")
  private int java;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "FILE|DIR/",
      description = "the jar to write; in a folder it is named by step and content")
  private String target;

  private final OutputOption output = new OutputOption();

  private final Terminal terminal;

  BundleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What was written, for {@code --output json}. */
  record Written(
      Path file,
      long bytes,
      String sha256,
      List<String> steps,
      List<String> sparkLines,
      int java,
      Optional<String> scala,
      List<String> commands,
      List<String> warnings) {}

  @Override
  public OutputOption output() {
    return output;
  }

  @Override
  public Integer call() throws UsageException, IOException {
    // Not picocli's to check: a misspelt option is the better thing to tell than a missing one.
    if (className == null || target == null) {
      throw new UsageException(
          "'outrider bundle' wants the class of a pipeline or of a step, and -o FILE.");
    }
    List<Path> paths = ProjectClassPath.of(classPath, terminal);
    List<SparkLine> targets = targets();
    try {
      ClassPath read = ClassPath.remembered(paths, terminal.cache().resolve("jars"));
      List<SubmitLine> lines = new ArrayList<>();
      Bundle bundle = Bundle.of(request(read, paths, targets, lines));
      Path file = file(bundle);
      long bytes = bundle.writeOneFile(file);
      Path here = terminal.workingDirectory();
      Path named = file.startsWith(here) ? here.relativize(file) : file;
      print(bundle, file, bytes, lines.stream().map(each -> each.of(named)).toList());
      return ExitCode.DONE;
    } catch (PlanningException e) {
      throw new UsageException(e.problems());
    } catch (BundleException e) {
      throw new UsageException(e.problems());
    }
  }

  /**
   * @param lines gets the command of each step
   */
  private BundleRequest request(
      ClassPath read, List<Path> paths, List<SparkLine> targets, List<SubmitLine> lines)
      throws PlanningException, UsageException {
    try (UserClass user = UserClass.find(paths, className)) {
      if (user.kind() == UserClass.Kind.STEP) {
        StepClass found = user.step();
        String name = step.orElse(kebab(found.name()));
        BundledStep only = new BundledStep(name, found.name(), Optional.empty());
        lines.add(SubmitLine.of(name, found));
        return new BundleRequest(read, Optional.empty(), List.of(only), targets, java);
      }
      Pipeline pipeline = user.pipeline();
      Plan plan = new Planner(terminal.workingDirectory()).structure(pipeline);
      List<PlannedStep> steps = steps(plan);
      steps.forEach(each -> lines.add(SubmitLine.of(each)));
      List<BundledStep> bundled =
          steps.stream()
              .map(
                  each ->
                      new BundledStep(
                          each.name(), each.stepClass().name(), Optional.of(each.parameters())))
              .toList();
      return new BundleRequest(read, Optional.of(plan.pipeline()), bundled, targets, java);
    }
  }

  private List<PlannedStep> steps(Plan plan) throws UsageException {
    List<String> names = plan.steps().stream().map(PlannedStep::name).toList();
    if (step.isPresent() && !names.contains(step.get())) {
      String nearest =
          NearestName.of(step.get(), names)
              .map(n -> "; did you mean '" + n + "'?")
              .orElse("; it has " + names + ".");
      throw new UsageException(
          "Pipeline '" + plan.pipeline() + "' has no step '" + step.get() + "'" + nearest);
    }
    List<PlannedStep> steps =
        plan.steps().stream()
            .filter(
                each ->
                    step.isPresent() ? each.name().equals(step.get()) : each.stepClass().spark())
            .toList();
    if (steps.isEmpty()) {
      throw new UsageException(
          "Pipeline '" + plan.pipeline() + "' has no Spark step; name a plain one with --step.");
    }
    return steps;
  }

  private List<SparkLine> targets() throws UsageException {
    List<String> words = new ArrayList<>(lines);
    Optional<String> home =
        sparkHome.or(
            () ->
                lines.isEmpty()
                    ? Optional.ofNullable(terminal.environment().get("SPARK_HOME"))
                    : Optional.empty());
    if (home.isPresent()) {
      words.add(lineOf(terminal.path(home.get())));
    }
    if (words.isEmpty()) {
      words.add(DEFAULT_LINE);
    }
    List<SparkLine> targets = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String word : words) {
      try {
        targets.add(SparkLine.parse(word));
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return targets;
  }

  private static String lineOf(Path home) throws UsageException {
    try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
      Optional<String> core =
          jars.map(jar -> jar.getFileName().toString())
              .filter(name -> name.matches("spark-core_2\\.\\d+-.+\\.jar"))
              .findFirst();
      if (core.isPresent()) {
        String[] parts = core.get().replaceAll("^spark-core_|\\.jar$", "").split("-", 2);
        return parts[1] + "_" + parts[0];
      }
    } catch (IOException e) {
      return noHome(home);
    }
    return noHome(home);
  }

  private static String noHome(Path home) throws UsageException {
    throw new UsageException(
        home
            + " is no Spark home: it has no jars/spark-core_*.jar. Make one with"
            + " scripts/spark-home, or name the line with --spark.");
  }

  private Path file(Bundle bundle) {
    Path path = terminal.path(target);
    if (!target.endsWith("/") && !Files.isDirectory(path)) {
      return path;
    }
    List<BundledStep> steps = bundle.descriptor().steps();
    String name =
        steps.size() == 1 ? steps.get(0).name() : bundle.descriptor().pipeline().orElseThrow();
    return path.resolve(name + "-" + bundle.hash().substring(0, 6) + ".jar");
  }

  private void print(Bundle bundle, Path file, long bytes, List<String> commands) {
    List<String> names = bundle.descriptor().steps().stream().map(BundledStep::name).toList();
    List<String> warnings = new ArrayList<>(bundle.warnings());
    warnings.addAll(bundle.oneFileWarnings());
    if (output.isJson()) {
      Written written =
          new Written(
              file,
              bytes,
              bundle.hash(),
              names,
              bundle.descriptor().sparkLines(),
              bundle.descriptor().java(),
              bundle.descriptor().scala(),
              commands,
              warnings);
      output.print(terminal, written, Written.class);
      return;
    }
    warnings.forEach(warning -> terminal.err().println("warning: " + warning));
    // standard output may be where the jar itself goes
    PrintWriter out = new NamedFile(file).isStream() ? terminal.err() : terminal.out();
    out.printf("%s (%,d bytes)%n", file, bytes);
    out.println("steps   " + String.join(", ", names));
    out.println(
        "runs on Spark "
            + String.join(", ", bundle.descriptor().sparkLines())
            + ", Java "
            + bundle.descriptor().java()
            + " or newer");
    commands.forEach(each -> out.println("run it  " + each));
  }

  /** {@code clean-flights} for {@code acme.CleanFlights}. */
  private static String kebab(String className) {
    String simple =
        className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    return simple.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static dev.outrider.flavor.Capability.TRANSIENT_CLUSTER;

import dev.outrider.bundle.Bundle;
import dev.outrider.bundle.BundleException;
import dev.outrider.bundle.BundleRequest;
import dev.outrider.bundle.ClassPath;
import dev.outrider.bundle.SparkLine;
import dev.outrider.config.Configuration;
import dev.outrider.config.ConfigurationException;
import dev.outrider.config.ConfigurationReader;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.config.Overridden;
import dev.outrider.config.PlanConfiguration;
import dev.outrider.config.RehearsalDraft;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.Retry;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.Planner;
import dev.outrider.plan.PlanningException;
import dev.outrider.plan.UserClass;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.BundledStep;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A plan with everything that is needed to run it: its configuration, its step operators, its
 * bundle and its artifact store. Nothing is submitted, and nothing is written outside of the cache.
 * Thread-safe.
 */
public final class ConfiguredPlan implements AutoCloseable {
  /** Marks hashes as different from earlier versions', which covered Outrider's own classes too. */
  private static final String HASH_FORM = "2:";

  private static final String UNKNOWN_RUN = "r000000000000";

  private final Project project;
  private final Plan plan;
  private final Configuration configuration;
  private final Map<String, StepOperator> operators;
  private final Optional<Bundle> bundle;
  private final ArtifactStore store;
  private final ClassLoader loader;
  private final AutoCloseable classes;
  private final Stages stages;
  private final String owner;
  private final PlannedOrders orders;
  private final String hash;

  private ConfiguredPlan(
      Project project,
      Plan plan,
      Configuration configuration,
      Map<String, StepOperator> operators,
      Optional<Bundle> bundle,
      ArtifactStore store,
      ClassLoader loader,
      AutoCloseable classes,
      Stages stages,
      String owner) {
    this.project = project;
    this.plan = plan;
    this.configuration = configuration;
    this.operators = Map.copyOf(operators);
    this.bundle = bundle;
    this.store = store;
    this.loader = loader;
    this.classes = classes;
    this.stages = stages;
    this.owner = owner;
    this.orders = new PlannedOrders(plan, configuration, bundle, store, owner);
    this.hash =
        HASH_FORM
            + sha256(CanonicalText.of(plan) + "\n" + bundle.map(Bundle::hashOfUsers).orElse(""));
  }

  /** Reads a project's configuration alone. */
  public static Configuration configuration(Project project, Surroundings surroundings)
      throws ConfigurationException {
    return reader(project, surroundings).read();
  }

  /** The properties of a project as they are written, by key; references are not resolved. */
  public static Map<String, String> properties(Project project, Surroundings surroundings)
      throws ConfigurationException {
    return reader(project, surroundings).properties();
  }

  private static ConfigurationReader reader(Project project, Surroundings surroundings) {
    return new ConfigurationReader(
        new ConfigurationReader.Sources(
            project.config(),
            project.profile(),
            project.defines(),
            project.workingDirectory(),
            surroundings.environment()),
        surroundings.flavors().infos(),
        surroundings.flavors().broken(),
        surroundings.flavors().stores());
  }

  /**
   * Plans the pipeline of a project's class.
   *
   * @throws PlanningException when the pipeline has problems
   * @throws ConfigurationException when the configuration has, or does not fit
   * @throws BundleException when the steps cannot run on their platforms
   */
  public static ConfiguredPlan of(Project project, Surroundings surroundings)
      throws PlanningException, ConfigurationException, BundleException {
    if (project.pipelineClass().isEmpty()) {
      throw new PlanningException(
          "a Java program's pipeline",
          List.of(
              "The pipeline was made by a Java program and has no class that it could be planned"
                  + " from again; only that program can run it. Begin it anew there."));
    }
    String name = project.pipelineClass().get();
    UserClass user = UserClass.find(project.classPath(), name);
    try {
      if (user.kind() != UserClass.Kind.PIPELINE) {
        throw new PlanningException(
            "class " + name,
            List.of(
                "Class "
                    + name
                    + " is a step, not a pipeline. Run one that has a method public static Pipeline"
                    + " pipeline(), or bundle the step with 'outrider bundle'."));
      }
      return of(project, user.pipeline(), user.loader(), user, surroundings);
    } catch (PlanningException
        | ConfigurationException
        | BundleException
        | RuntimeException
        | Error e) {
      user.close();
      throw e;
    }
  }

  /**
   * Plans a pipeline that a program has made of its own classes.
   *
   * @param loader has the classes of its steps
   */
  public static ConfiguredPlan of(
      Project project, Pipeline pipeline, ClassLoader loader, Surroundings surroundings)
      throws PlanningException, ConfigurationException, BundleException {
    return of(project, pipeline, loader, () -> {}, surroundings);
  }

  private static ConfiguredPlan of(
      Project project,
      Pipeline pipeline,
      ClassLoader loader,
      AutoCloseable classes,
      Surroundings surroundings)
      throws PlanningException, ConfigurationException, BundleException {
    if (!project.isRehearsal()) {
      Configuration configuration = configuration(project, surroundings);
      Plan plan = plan(project, pipeline, configuration);
      return of(project, plan, configuration, loader, classes, Stages.none(), surroundings);
    }
    RehearsalDraft draft = reader(project, surroundings).readToRehearse();
    Plan plan = plan(project, pipeline, draft.configuration());
    Stages stages = Stages.start(plan, draft, surroundings);
    try {
      Configuration configuration = draft.on(stages.settings());
      return of(project, plan, configuration, loader, classes, stages, surroundings);
    } catch (ConfigurationException | BundleException | RuntimeException | Error e) {
      stages.close();
      throw e;
    }
  }

  private static Plan plan(Project project, Pipeline pipeline, Configuration configuration)
      throws PlanningException, ConfigurationException {
    Plan plan =
        PlanConfiguration.apply(
            new Planner(project.workingDirectory()).plan(pipeline, project.parameters()),
            configuration);
    List<String> problems = new ArrayList<>(InputPlaces.problems(plan));
    storeProblem(configuration.artifactStore()).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return plan;
  }

  private static ConfiguredPlan of(
      Project project,
      Plan plan,
      Configuration configuration,
      ClassLoader loader,
      AutoCloseable classes,
      Stages stages,
      Surroundings surroundings)
      throws ConfigurationException, BundleException {
    Map<String, StepOperator> operators = open(plan, configuration, surroundings);
    Optional<Bundle> bundle = bundle(project, plan, operators, surroundings);
    ArtifactStore store = PluginStores.of(configuration, surroundings);
    return new ConfiguredPlan(
        project,
        plan,
        configuration,
        operators,
        bundle,
        store,
        loader,
        classes,
        stages,
        surroundings.owner());
  }

  /** Looks whether a store on this disk could be written to, and writes nothing. */
  private static Optional<String> storeProblem(URI store) {
    if (!"file".equals(store.getScheme())) {
      return Optional.empty();
    }
    Path folder = StoreLocation.of(store).file();
    Path there = folder;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    String reason = there.equals(folder) ? "it" : there.toString();
    if (!Files.isDirectory(there)) {
      reason += " is no folder";
    } else if (!Files.isWritable(there)) {
      reason += " is read-only for this user";
    } else {
      return Optional.empty();
    }
    return Optional.of(
        "The artifact store "
            + folder
            + " cannot be written: "
            + reason
            + ". Set 'artifact-store' to a folder that can, or change its rights.");
  }

  private static Map<String, StepOperator> open(
      Plan plan, Configuration configuration, Surroundings surroundings)
      throws ConfigurationException {
    Map<String, StepOperator> operators = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    List<String> names =
        plan.steps().stream().flatMap(step -> step.operator().stream()).distinct().toList();
    for (String name : names) {
      OperatorConfiguration each = configuration.operator(name).orElseThrow();
      try {
        operators.put(each.name(), open(each, configuration, surroundings));
      } catch (IOException | IllegalArgumentException e) {
        problems.add("Step operator '" + each.name() + "': " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return operators;
  }

  /** Opens one step operator. */
  public static StepOperator open(
      OperatorConfiguration operator, Configuration configuration, Surroundings surroundings)
      throws IOException {
    return surroundings
        .flavors()
        .load(operator.flavor().name())
        .open(operator.settings(), context(operator, configuration, surroundings));
  }

  static OperatorContext context(
      OperatorConfiguration operator, Configuration configuration, Surroundings surroundings) {
    return new OperatorContext(
        operator.name(),
        workFolder(configuration, operator),
        surroundings.cache(),
        surroundings.environment(),
        configuration.secretVariables(),
        surroundings.clock(),
        surroundings.flavors().stores().stream()
            .flatMap(each -> each.hadoop().stream())
            .distinct()
            .toList());
  }

  private static Path workFolder(Configuration configuration, OperatorConfiguration operator) {
    return configuration.runStore().resolveSibling("operators").resolve(operator.name());
  }

  private static Optional<Bundle> bundle(
      Project project, Plan plan, Map<String, StepOperator> operators, Surroundings surroundings)
      throws BundleException, ConfigurationException {
    List<BundledStep> steps = new ArrayList<>();
    List<SparkLine> lines = new ArrayList<>();
    int java = Integer.MAX_VALUE;
    for (PlannedStep step : plan.steps()) {
      if (step.operator().isEmpty()) {
        continue;
      }
      steps.add(
          new BundledStep(step.name(), step.stepClass().name(), Optional.of(step.parameters())));
      try {
        Optional<Platform> platform = operators.get(step.operator().get()).platform();
        if (platform.isPresent()) {
          lines.add(SparkLine.parse(platform.get().sparkLine()));
          java = Math.min(java, platform.get().java());
        }
      } catch (IOException | IllegalArgumentException e) {
        throw new ConfigurationException(
            List.of("Step operator '" + step.operator().get() + "': " + e.getMessage()));
      }
    }
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    ClassPath classPath =
        ClassPath.remembered(project.classPath(), surroundings.cache().resolve("jars"));
    return Optional.of(
        Bundle.of(
            new BundleRequest(
                classPath,
                Optional.of(plan.pipeline()),
                steps,
                lines.stream().distinct().toList(),
                java)));
  }

  /**
   * The same, with something around its artifact store, such as a count of what is asked of it.
   * Either of the two is to be closed.
   *
   * @param around is given the store
   */
  public ConfiguredPlan withStore(UnaryOperator<ArtifactStore> around) {
    return new ConfiguredPlan(
        project,
        plan,
        configuration,
        operators,
        bundle,
        around.apply(store),
        loader,
        classes,
        stages,
        owner);
  }

  /** What was planned. */
  public Project project() {
    return project;
  }

  /** The plan, the properties on top of the code. */
  public Plan plan() {
    return plan;
  }

  /** The configuration. */
  public Configuration configuration() {
    return configuration;
  }

  /** The values of steps that properties set, in the order of the steps. */
  public List<Overridden> overridden() {
    return configuration.steps().of(plan);
  }

  /** How often a step is retried, by the kind of failure: its own budgets over the defaults. */
  public static Map<FailureKind, Integer> retries(Retry own) {
    Map<FailureKind, Integer> budgets = new EnumMap<>(FailureKind.class);
    budgets.putAll(RunPolicy.standard(Map.of()).budgets());
    budgets.putAll(own.budgets());
    budgets.values().removeIf(count -> count == 0);
    return budgets;
  }

  /** What the user should know of the bundle; may be empty. */
  public List<String> warnings() {
    return bundle.map(Bundle::warnings).orElse(List.of());
  }

  /** Whether a recorded hash is of a version of Outrider that made hashes in another way. */
  static boolean isOfEarlierVersion(String hash) {
    return !hash.startsWith(HASH_FORM);
  }

  /** Names what is run: the same steps with the same code, parameters and requests. */
  public String hash() {
    return hash;
  }

  /** Makes the orders of this plan's steps. */
  PlannedOrders orders() {
    return orders;
  }

  /** Reads what a run of this plan leaves, until this plan is closed. */
  public RunReader reader(String run) {
    return new RunReader(store, configuration.artifactStore(), run);
  }

  ArtifactStore store() {
    return store;
  }

  ClassLoader loader() {
    return loader;
  }

  Map<String, StepOperator> operators() {
    return operators;
  }

  /** The operator that runs a step; that of plain steps where none is set. */
  public String operatorOf(String step) {
    return plan.steps().stream()
        .filter(each -> each.name().equals(step))
        .findFirst()
        .flatMap(PlannedStep::operator)
        .orElse(PlainSteps.OPERATOR);
  }

  /** Whether a step runs in the orchestrator's own process, and ends with it. */
  public boolean isPlain(String step) {
    return operatorOf(step).equals(PlainSteps.OPERATOR);
  }

  /** What the orchestrator goes by for each operator. */
  Map<String, OperatorPolicy> operatorPolicies() {
    Map<String, OperatorPolicy> policies = new TreeMap<>();
    operators.forEach(
        (name, each) ->
            policies.put(
                name,
                new OperatorPolicy(
                    maxConcurrent(name),
                    each.settling(),
                    configuration
                        .operator(name)
                        .map(it -> it.flavor().capabilities().contains(TRANSIENT_CLUSTER))
                        .filter(it -> each.keepsForRuns())
                        .orElse(false))));
    return policies;
  }

  /** How many jobs an operator may have at once: as set, or else its own; empty for any number. */
  public Optional<Integer> maxConcurrent(String operator) {
    return configuration
        .operator(operator)
        .flatMap(OperatorConfiguration::maxConcurrent)
        .or(() -> operators.get(operator).maxConcurrent());
  }

  /** The longest time between two looks at the jobs of an operator. */
  Duration pollInterval(String operator) {
    return configuration.operator(operator).map(OperatorConfiguration::pollInterval).orElseThrow();
  }

  /**
   * What an operator has in common with those of other runs that are asked for their jobs as one:
   * its name, its flavor, its settings and its folder. It may hold secrets.
   */
  Object operatorIdentity(String operator) {
    return configuration
        .operator(operator)
        .map(
            each ->
                List.of(
                    each.name(),
                    each.flavor().name(),
                    each.settings(),
                    workFolder(configuration, each)))
        .orElseThrow();
  }

  /**
   * What would be asked of each platform, by step; nothing is written. The run's id is all zeros.
   *
   * @throws ConfigurationException when a platform would refuse a step; it names all of them
   */
  public Map<String, RenderedRequest> requests() throws ConfigurationException {
    Map<String, RenderedRequest> requests = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      if (step.operator().isPresent()) {
        AttemptKey key = AttemptKey.of("", UNKNOWN_RUN, step.name(), 1);
        Submission submission = orders.submission(key, UNKNOWN_RUN, step, 1, Map.of());
        OperatorConfiguration operator =
            configuration.operator(step.operator().get()).orElseThrow();
        try {
          RenderedRequest request = operators.get(operator.name()).render(submission);
          problems.addAll(LimitCheck.problems(operator, submission, request));
          requests.put(step.name(), withNotes(request, leftOut(step, operator)));
        } catch (NotAcceptedException e) {
          problems.add(e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return requests;
  }

  private static List<String> leftOut(PlannedStep step, OperatorConfiguration operator) {
    return operator.bestEffort()
        ? operator.flavor().unsupported(step.resources()).stream()
            .map(each -> "left out on best effort: " + each.reason())
            .toList()
        : List.of();
  }

  private static RenderedRequest withNotes(RenderedRequest request, List<String> more) {
    return new RenderedRequest(
        request.title(),
        request.body(),
        Stream.concat(request.notes().stream(), more.stream()).toList(),
        request.files(),
        request.commands());
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    try {
      operators.values().forEach(StepOperator::close);
    } finally {
      store.close();
      stages.close();
    }
    try {
      classes.close();
    } catch (Exception e) {
      throw new IllegalStateException("The class path cannot be closed", e);
    }
  }
}

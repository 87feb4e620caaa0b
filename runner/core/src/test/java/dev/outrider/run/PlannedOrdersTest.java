// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import acme.Idle;
import dev.outrider.config.ConfigurationException;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.ledger.Machine;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.Resources;
import dev.outrider.plugin.DescribedFlavor;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.Plugin;
import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flavor says of itself is what a plan is checked by. */
class PlannedOrdersTest {
  private static final FlavorInfo TOY =
      FlavorInfo.of("toy", "toys", "For tests.")
          .deploys(DeployMode.CLUSTER)
          .can(Capability.CANCEL, Capability.GPU)
          .gpuKinds("toy-gpu")
          .stores("file")
          .limits(
              ProviderLimit.of(ProviderLimit.Subject.LABEL_VALUE, 14, "Toys, Labels")
                  .inForm("[a-z0-9-]*"),
              ProviderLimit.of(ProviderLimit.Subject.LABELS, 8, "Toys, Labels"),
              ProviderLimit.of(ProviderLimit.Subject.VARIABLES, 2, "Toys, Environment"),
              ProviderLimit.of(ProviderLimit.Subject.ENVIRONMENT, 30, "Toys, Environment"),
              ProviderLimit.of(ProviderLimit.Subject.CONF_VALUE, 5, ""),
              ProviderLimit.of(ProviderLimit.Subject.REQUEST, 1000, "Toys, Requests"));

  @TempDir Path folder;
  private final List<Submission> orders = new ArrayList<>();

  @Test
  void anOrderHasTheOperatorsEnvironmentAndTheLabelsOfOutriderAndTheUser() throws Exception {
    requests("tag.team = red\nstep-operator.toy.env.TZ = UTC", r -> r);

    assertThat(orders.get(0).environment()).isEqualTo(Map.of("TZ", "UTC"));
    assertThat(orders.get(0).context().operator()).contains("toy");
    assertThat(orders.get(0).labels())
        .isEqualTo(
            Map.of(
                "attempt", "1",
                "owner", "ann-here",
                "pipeline", "nothing",
                "run", "r000000000000",
                "step", "idle",
                "team", "red"));
  }

  @Test
  void whatTheFlavorCannotGiveIsRefusedAllAtOnce() {
    assertThatThrownBy(
            () -> requests("", r -> r.executors(4).memoryOverhead("1g").gpus(1).gpuType("h100")))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains(
            problem("4 executors, but it has no more than 1", "executors"),
            problem("1g beside the heap, which it cannot set", "memory-overhead"),
            problem("GPUs of type 'h100', but it has [toy-gpu]", "gpu-type"));
    assertThat(orders).isEmpty();
  }

  private static String problem(String asked, String resource) {
    return "Step 'idle' asks step operator 'toy' of flavor 'toy' for "
        + asked
        + ". Name a step operator that can give it, leave '"
        + resource
        + "' out, or set 'step-operator.toy.best-effort = true' to run without it.";
  }

  @Test
  void onBestEffortAStepRunsWithoutItAndThePlanSaysSo() throws Exception {
    RenderedRequest request =
        requests("best-effort = true", r -> r.executors(4).gpus(2).gpuType("toy-gpu"));

    assertThat(orders.get(0).resources())
        .isEqualTo(Resources.unspecified().gpus(2).gpuType("toy-gpu"));
    assertThat(request.notes())
        .containsExactly(
            "a toy", "left out on best effort: 4 executors, but it has no more than 1");
  }

  @Test
  void whatIsOverALimitOfThePlatformsIsRefusedWithItsSource() {
    assertThatThrownBy(
            () ->
                requests(
                    "tag.team = red_and_green_1\n"
                        + "step-operator.toy.tag.more = a\n"
                        + "step-operator.toy.env.A = 1234567890123456\n"
                        + "step-operator.toy.env.B = 1234567890123456\n"
                        + "step-operator.toy.env.C = 1\n"
                        + "step-operator.toy.spark.ui.enabled = false-or-true\n"
                        + "step-operator.toy.spark.my.password = 1234567",
                    r -> r))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains(
            over(
                "label 'team' ('red_and_green_1') has 15 characters but may have at most 14"
                    + " (Toys, Labels)."),
            over("label 'team' is 'red_and_green_1' but must match [a-z0-9-]* (Toys, Labels)."),
            over("there are 3 environment variables but at most 2 (Toys, Environment)."),
            over(
                "there are 36 bytes of environment variables but at most 30"
                    + " (Toys, Environment)."),
            over("'spark.ui.enabled' ('false-or-true') has 13 characters but may have at most 5."),
            over("'spark.my.password' has 7 characters but may have at most 5."))
        .doesNotContain("there are 8 labels");
  }

  @Test
  void oneLabelTooManyOrARequestTooLargeIsRefused() {
    assertThatThrownBy(
            () ->
                requests(
                    "tag.a = a\nstep-operator.toy.tag.b = b\nstep-operator.toy.tag.c = c\n"
                        + "step-operator.toy.tag.large = 1001",
                    r -> r))
        .message()
        .contains(
            over("there are 10 labels but at most 8 (Toys, Labels)."),
            over("there are 1001 bytes of its request but at most 1000 (Toys, Requests)."));
  }

  private static String over(String reason) {
    return "Step 'idle' cannot run on step operator 'toy' of flavor 'toy': " + reason;
  }

  @Test
  void anEnvironmentHasNoSecretAndNoOddName() {
    assertThatThrownBy(
            () -> requests("env.DB_PASSWORD = x\nstep-operator.toy.env.9-lives = y", r -> r))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains(
            "'step-operator.toy.env.DB_PASSWORD' looks like a secret, which requests do not carry."
                + " Set 'step-operator.toy.secret.NAME' to where it is where the step runs, and have"
                + " the step ask for it.",
            "'step-operator.toy.env.9-lives' names an environment variable '9-lives'. Names are"
                + " letters, digits and _, no digit first.");
  }

  @Test
  void anUploadThatFailsTellsTheStoresOwnReasonAndLeavesNoFiles() throws Exception {
    Path store = Files.createDirectories(folder.resolve("store"));
    Path inTheWay = Files.writeString(store.resolve("bundles"), "a file where a folder should be");
    Set<Path> before = ownDrafts();

    try (ConfiguredPlan plan = plan("tag.team = red\nartifact-store = " + store, r -> r)) {
      assertThatThrownBy(() -> plan.orders().upload("r000000000000"))
          .isInstanceOf(FileSystemException.class)
          .isNotInstanceOf(DirectoryNotEmptyException.class)
          .hasMessageContaining(inTheWay.toString())
          .hasNoSuppressedExceptions();
    }

    assertThat(ownDrafts()).isEqualTo(before);
  }

  /** The temporary folders of this process, whose names begin alike. */
  private static Set<Path> ownDrafts() throws IOException {
    try (DraftFolder one = DraftFolder.make();
        Stream<Path> files = Files.list(one.path().getParent())) {
      String name = one.path().getFileName().toString();
      String own = name.substring(0, name.lastIndexOf('-'));
      return files
          .filter(file -> file.getFileName().toString().startsWith(own) && !file.equals(one.path()))
          .collect(Collectors.toSet());
    }
  }

  private RenderedRequest requests(String setting, UnaryOperator<Resources> resources)
      throws Exception {
    try (ConfiguredPlan plan = plan(setting, resources)) {
      return plan.requests().get("idle");
    }
  }

  private ConfiguredPlan plan(String setting, UnaryOperator<Resources> resources) throws Exception {
    Path properties =
        Files.writeString(
            folder.resolve("outrider.properties"),
            "step-operator.toy.flavor = toy\n"
                + (setting.isEmpty() ? "" : "step-operator.toy." + setting + "\n"));
    Plugin plugin =
        new Plugin.Readable(folder, "0a1b", List.of(DescribedFlavor.of(TOY, "acme.Toy")));
    Surroundings surroundings =
        new Surroundings(
            Map.of("USER", "Ann"),
            new Flavors(List.of(plugin), (from, flavor) -> new Toy()),
            folder.resolve("cache"),
            new Machine("here", Optional.of("boot"), System::nanoTime, Duration.ofSeconds(60)),
            InstantSource.system(),
            new Random(7),
            new JobPoller(InstantSource.system()));
    Project project =
        new Project(
            Optional.empty(),
            List.of(Path.of("target/test-classes").toAbsolutePath()),
            Map.of(),
            Optional.of(properties),
            Optional.empty(),
            Map.of(),
            folder);
    Pipeline pipeline =
        Pipeline.define("nothing", p -> p.step("idle", new Idle()).on("toy").resources(resources));
    return ConfiguredPlan.of(project, pipeline, getClass().getClassLoader(), surroundings);
  }

  /** Renders, and keeps what it was to render. */
  private final class Toy implements Flavor, StepOperator {
    @Override
    public FlavorInfo info() {
      return TOY;
    }

    @Override
    public StepOperator open(Settings settings, OperatorContext context) {
      return this;
    }

    @Override
    public Optional<Platform> platform() {
      return Optional.of(new Platform("3.5.5_2.12", 17));
    }

    @Override
    public RenderedRequest render(Submission submission) {
      orders.add(submission);
      int size = Integer.parseInt(submission.labels().getOrDefault("large", "10"));
      return new RenderedRequest("a toy", "x".repeat(size), List.of("a toy"));
    }

    @Override
    public FindResult.Found submit(Order order, Ownership ownership) throws NotAcceptedException {
      throw new IllegalStateException("a plan submits nothing");
    }

    @Override
    public FindResult find(AttemptKey key) {
      return new FindResult.NotThere();
    }

    @Override
    public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) {
      return Map.of();
    }

    @Override
    public void requestCancel(JobHandle job) {}

    @Override
    public LogPage logs(JobHandle job, LogCursor from) {
      return new LogPage(List.of(), from);
    }

    @Override
    public void close() {}
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.base.cluster.ClusterOfRun;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkAndJava;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.CallTurns;
import dev.outrider.flavor.base.submit.Patience;
import dev.outrider.flavor.base.submit.Pause;
import dev.outrider.flavor.base.submit.RandomPause;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/**
 * The flavor {@code emr}: steps on a cluster of Amazon EMR on EC2, which runs already or is made
 * for each run.
 */
public final class EmrFlavor implements Flavor {
  private static final String MODEL = "shape StepConfig, XmlStringMaxLen256, of EMR's model";
  private static final int LONGEST_NAME = 256;

  /**
   * For so many times the request timeout a step that is throttled is sent again: 10 minutes where
   * nothing is set, as those who ask the account at once may be many.
   */
  private static final int TIMEOUTS = 10;

  /** EMR gives an account another {@code AddJobFlowSteps} each 2 s: Service Quotas of EMR. */
  private static final Duration NEXT_CALL = Duration.ofSeconds(2);

  private static final int MOST_UNITS = 15;

  /**
   * An account may call {@code AddJobFlowSteps} 10 times at once and once each 2 s, and so {@code
   * ListSteps}: Service Quotas of EMR. Both are counted as one here: steps that are sent, and the
   * pages in which they are looked for. What is left over is for other programs.
   */
  static final CallTurns.Rate SENDING = new CallTurns.Rate(8, Duration.ofMillis(2250));

  static final FlavorInfo INFO =
      FlavorInfo.of(
              EmrHandle.FLAVOR,
              "aws",
              "Runs a step on a cluster of Amazon EMR on EC2, as one of the cluster's steps.")
          .documented(
              "Set 'cluster-id', 'cluster-name' or 'cluster-tag' to a cluster that runs, or"
                  + " 'release-label' and what follows it to have one made for each run, which its"
                  + " steps share and whose end takes it down; it ends by itself after"
                  + " 'idle-timeout' without a step. The artifact store must be in S3, and the"
                  + " cluster's instance profile must be let in. The cluster's log comes some"
                  + " minutes after a step's end; that of the step itself is in the artifact store"
                  + " while it runs. In deploy-mode client environment variables and 'driver-cores'"
                  + " are refused.")
          .deploys(DeployMode.CLIENT, DeployMode.CLUSTER)
          .can(
              Capability.CANCEL,
              Capability.FIND,
              Capability.GPU,
              Capability.MULTI_NODE,
              Capability.MEMORY_OVERHEAD,
              Capability.TRANSIENT_CLUSTER)
          // in a container of its own; on the primary node a driver has what is there
          .canWhen(EmrSettings.DEPLOY_MODE.name(), DeployMode.CLUSTER.id(), Capability.DRIVER_CORES)
          .stores("s3")
          .rehearsedBy("outrider-aws-loopback")
          .limits(
              ProviderLimit.of(ProviderLimit.Subject.KEY, LONGEST_NAME, MODEL),
              ProviderLimit.of(
                  ProviderLimit.Subject.CONF_VALUE,
                  EmrRequestMapping.MOST_CHARACTERS,
                  "AddJobFlowSteps, EMR API Reference"))
          .settings(settings());

  private static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    settings.add(EmrSettings.CLUSTER_ID);
    settings.add(EmrSettings.CLUSTER_NAME);
    settings.add(EmrSettings.CLUSTER_TAG);
    settings.add(EmrSettings.RELEASE_LABEL);
    settings.addAll(TransientSettings.ALL);
    settings.addAll(CommonSettings.RELEASE);
    settings.add(EmrSettings.DEPLOY_MODE);
    settings.add(EmrSettings.LOG_URI);
    settings.addAll(AwsSettings.IDENTITY);
    settings.addAll(CommonSettings.NETWORK);
    settings.add(EmrSettings.S3_ENDPOINT);
    settings.add(CommonSettings.MAX_CONCURRENT.orElse(Integer.toString(EmrAnswer.MOST_ACTIVE)));
    return settings;
  }

  private final LongSupplier nanos;
  private final CallTurns.Rate sending;

  public EmrFlavor() {
    this(System::nanoTime, SENDING);
  }

  /**
   * @param nanos a monotonic clock, in nanoseconds
   * @param sending how often steps may be sent and looked for
   */
  EmrFlavor(LongSupplier nanos, CallTurns.Rate sending) {
    this.nanos = nanos;
    this.sending = sending;
  }

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  /**
   * @throws IllegalArgumentException when no cluster is named or more than one way to it, what is
   *     set of a cluster cannot be, there is no region, or the settings of the identity do not go
   *     together; all of it at once
   */
  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    String prefix = "step-operator." + context.name() + ".";
    List<String> problems = EmrSettings.problems(settings, prefix);
    AwsClients clients = clients(settings, context, prefix, problems);
    DeployMode mode =
        settings.required(EmrSettings.DEPLOY_MODE.name()).equals(DeployMode.CLIENT.id())
            ? DeployMode.CLIENT
            : DeployMode.CLUSTER;
    Pause pause = new RandomPause(new Random(), NEXT_CALL, MOST_UNITS);
    Duration timeout = settings.duration(CommonSettings.REQUEST_TIMEOUT.name());
    CallTurns turns = new CallTurns(turns(clients, context), sending, context.clock(), pause);
    EmrCalls calls =
        new EmrCalls(clients.emr(), turns, new Patience(timeout, pause, EmrAnswer::isThrottled));
    return new EmrOperator(
        new EmrTarget(
            INFO.under(settings),
            context.name(),
            SparkAndJava.of(settings, new Refusals(context.name())),
            mode,
            settings.below("spark."),
            settings.flag(TransientSettings.RAPIDS.name())),
        clients,
        calls,
        cluster(settings, context, calls, clients.region().id()),
        new StepSubmission(
            calls,
            context.workFolder(),
            context.name(),
            atMostOnce(StepSubmission.SETTLING, timeout, timeout.multipliedBy(TIMEOUTS), pause)),
        new ClusterLogs(
            calls.once(),
            clients.s3(EmrSettings.S3_ENDPOINT.name(), AwsRetryStrategy.standardRetryStrategy()),
            settings.text(EmrSettings.LOG_URI.name())));
  }

  private AtMostOnce atMostOnce(
      Duration settling, Duration lockLimit, Duration throttleLimit, Pause pause) {
    return new AtMostOnce(
        new AtMostOnce.Timing(settling, lockLimit, throttleLimit, pause, nanos),
        () -> UUID.randomUUID().toString());
  }

  /** One file for all who share the account's calls, as far as that is known without a call. */
  private static Path turns(AwsClients clients, OperatorContext context) {
    String shared = clients.asker() + " " + clients.region();
    return context
        .cacheFolder()
        .resolve("emr-turns")
        .resolve(UUID.nameUUIDFromBytes(shared.getBytes(StandardCharsets.UTF_8)) + ".txt");
  }

  private static AwsClients clients(
      Settings settings, OperatorContext context, String prefix, List<String> problems) {
    try {
      AwsClients clients = new AwsClients(settings, context.environment(), prefix);
      if (problems.isEmpty()) {
        return clients;
      }
      clients.close();
    } catch (IllegalArgumentException e) {
      if (problems.isEmpty()) {
        throw e;
      }
      problems.add(e.getMessage());
    }
    throw new IllegalArgumentException(String.join(" ", problems));
  }

  private ClusterSource cluster(
      Settings settings, OperatorContext context, EmrCalls calls, String region) {
    Optional<String> id = settings.text(EmrSettings.CLUSTER_ID.name());
    Optional<String> name = settings.text(EmrSettings.CLUSTER_NAME.name());
    Optional<ClusterTag> tag = EmrSettings.tag(settings);
    if (id.isPresent()) {
      return ExistingCluster.of(calls, id.get());
    }
    if (name.isPresent()) {
      return ExistingCluster.of(calls, RunningCluster.named(calls, context.name(), name.get()));
    }
    if (tag.isPresent()) {
      return ExistingCluster.of(calls, RunningCluster.tagged(calls, context.name(), tag.get()));
    }
    Duration timeout = calls.patience().limit();
    Pause pause = calls.patience().pause();
    return new TransientCluster(
        new ClusterOfRun<>(
            new RunClusters(calls.once(), context.name()),
            context.workFolder(),
            timeout,
            atMostOnce(TransientCluster.SETTLING, timeout, timeout, pause)),
        TransientSettings.of(settings),
        context.name(),
        region);
  }
}

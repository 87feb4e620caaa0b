// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.awaitility.Awaitility.await;

import dev.outrider.testkit.platform.FaultScript;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.StepConfig;

/** An EMR whose drivers and time go by hand, and the vendor's clients on it. */
final class EmrBench implements AutoCloseable {
  static final String REGION = "eu-west-1";
  static final String KEY_ID = "AKIALOOPBACK";
  static final String SECRET = "hunter2-secret-7d1f";

  /** Signatures are made by the real time: this one begins with it. */
  private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

  private final HandBackEnd backEnd = new HandBackEnd();
  private final List<EmrClient> clients = new ArrayList<>();
  private final LoopbackEmr emr;
  private final EmrClient client;

  EmrBench() throws IOException {
    emr = new LoopbackEmr(REGION, KEY_ID, SECRET, backEnd, new FaultScript(clock), clock);
    client = client(REGION, KEY_ID, SECRET, AwsRetryStrategy.doNotRetry());
  }

  MovableClock clock() {
    return clock;
  }

  LoopbackEmr emr() {
    return emr;
  }

  List<HandBackEnd.Driver> drivers() {
    return backEnd.drivers();
  }

  /** As the service knows it, without retries. */
  EmrClient client() {
    return client;
  }

  EmrClient client(String region, String keyId, String secret, RetryStrategy retries) {
    return client(
        region, keyId, secret, ClientOverrideConfiguration.builder().retryStrategy(retries));
  }

  /** Closed with the bench. */
  EmrClient client(
      String region, String keyId, String secret, ClientOverrideConfiguration.Builder conf) {
    EmrClient made =
        EmrClient.builder()
            .endpointOverride(emr.address())
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(conf.build())
            .build();
    clients.add(made);
    return made;
  }

  /** A step that runs. */
  static StepConfig step(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("spark-submit", "--deploy-mode", "cluster", "--class", "a.B"));
    arguments.addAll(List.of(more));
    arguments.add("s3://b/a.jar");
    return raw(name, arguments.toArray(String[]::new));
  }

  static StepConfig raw(String name, String... arguments) {
    return StepConfig.builder()
        .name(name)
        .actionOnFailure("CONTINUE")
        .hadoopJarStep(jar -> jar.jar("command-runner.jar").args(arguments))
        .build();
  }

  String add(String cluster, StepConfig step) {
    return client.addJobFlowSteps(each -> each.jobFlowId(cluster).steps(step)).stepIds().get(0);
  }

  String state(String cluster, String step) {
    return client
        .describeStep(each -> each.clusterId(cluster).stepId(step))
        .step()
        .status()
        .stateAsString();
  }

  String clusterState(String cluster) {
    return client
        .describeCluster(each -> each.clusterId(cluster))
        .cluster()
        .status()
        .stateAsString();
  }

  void awaitState(String cluster, String step, String state) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> state(cluster, step).equals(state));
  }

  /** The driver that was started as the nth, 0 for the first, when its step has it. */
  HandBackEnd.Driver awaitDriver(int number) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> drivers().size() > number && drivers().get(number).isKnown());
    return drivers().get(number);
  }

  @Override
  public void close() {
    clients.forEach(EmrClient::close);
    emr.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.testkit.platform.FaultScript;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.StepConfig;

/**
 * An account of EMR on this machine, with clusters that run 256 steps each, and what Outrider needs
 * to use it: an operator for each cluster. Thread-safe.
 */
final class EmrAccount implements AutoCloseable {
  private static final String REGION = "eu-west-1";
  private static final String KEY_ID = "AKIALOOPBACK";
  private static final String SECRET = "secret-of-the-bench";
  private static final String KEY_VARIABLE = "EMR_KEY_ID";
  private static final String SECRET_VARIABLE = "EMR_SECRET";
  private static final int CONCURRENCY = 256;
  private static final List<String> LIMITED =
      List.of("AddJobFlowSteps", "CancelSteps", "DescribeCluster", "DescribeStep", "ListSteps");

  private final LoopbackEmr emr;
  private final List<String> clusters = new ArrayList<>();

  /**
   * Starts it.
   *
   * @param drivers run its steps
   */
  EmrAccount(int clusters, ToldDrivers drivers) throws IOException {
    InstantSource clock = InstantSource.system();
    this.emr = new LoopbackEmr(REGION, KEY_ID, SECRET, drivers, new FaultScript(clock), clock);
    for (int i = 0; i < clusters; i++) {
      this.clusters.add(emr.addCluster("bench-" + i, "emr-7.9.0", CONCURRENCY));
    }
  }

  /** From now on the limits of an account hold. */
  void limitCalls() {
    emr.limitCalls();
  }

  /** The names of the operators. */
  List<String> operators() {
    return IntStream.range(0, clusters.size()).mapToObj(i -> "emr-" + i).toList();
  }

  /** The lines that set the operators. */
  String properties() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < clusters.size(); i++) {
      Map.of(
              "flavor",
              "emr",
              "cluster-id",
              clusters.get(i),
              "region",
              REGION,
              "endpoint",
              emr.address().toString(),
              "s3-endpoint",
              emr.address().toString(),
              "access-key-id",
              "${env:" + KEY_VARIABLE + "}",
              "secret-access-key",
              "${env:" + SECRET_VARIABLE + "}")
          .forEach(setting(lines, "step-operator.emr-" + i + "."));
    }
    return lines.toString();
  }

  private static BiConsumer<String, String> setting(StringBuilder lines, String prefix) {
    return (name, value) ->
        lines.append(prefix).append(name).append(" = ").append(value).append('\n');
  }

  /** The variables that those lines name. */
  static Map<String, String> environment() {
    return Map.of(KEY_VARIABLE, KEY_ID, SECRET_VARIABLE, SECRET);
  }

  /** A client with the SDK's usual retries. */
  EmrClient client() {
    return EmrClient.builder()
        .endpointOverride(emr.address())
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET)))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** The id of a cluster, of those from 0 on in turn. */
  String cluster(int number) {
    return clusters.get(number % clusters.size());
  }

  /** Adds a step whose driver gets a context; its id. */
  static String add(EmrClient client, String cluster, URI context) {
    return client
        .addJobFlowSteps(
            request ->
                request
                    .jobFlowId(cluster)
                    .steps(
                        StepConfig.builder()
                            .name("twin")
                            .actionOnFailure(ActionOnFailure.CONTINUE)
                            .hadoopJarStep(
                                jar ->
                                    jar.jar("command-runner.jar")
                                        .args(
                                            "spark-submit",
                                            "--class",
                                            "acme.Main",
                                            "s3://acme/acme.jar",
                                            "--context",
                                            context.toString()))
                            .build()))
        .stepIds()
        .get(0);
  }

  /** How many calls of an operation came, with those that were refused. */
  int calls(String operation) {
    return emr.calls(operation);
  }

  /** How many calls of all operations were refused. */
  int throttled() {
    return LIMITED.stream().mapToInt(emr::throttled).sum();
  }

  /** How many calls of one operation were refused. */
  int throttled(String operation) {
    return emr.throttled(operation);
  }

  @Override
  public void close() {
    emr.close();
  }
}

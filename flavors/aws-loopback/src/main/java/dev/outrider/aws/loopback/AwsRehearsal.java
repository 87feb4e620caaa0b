// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.SparkHome;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Starts an EMR on this machine that runs what it is given with a Spark home of this machine. It
 * has the cluster that the operator's settings name, or makes those that they ask for. Whatever
 * their release, they have the Spark and the Java of this machine.
 */
public final class AwsRehearsal implements Rehearsal {
  private static final String FLAVOR = "emr";
  private static final String CLUSTER_ID = "cluster-id";
  private static final String CLUSTER_NAME = "cluster-name";
  private static final String RELEASE_LABEL = "release-label";
  private static final String REGION = "region";

  /** Of the cluster that is there. */
  private static final String RELEASE = "emr-7.10.0";

  private static final String USUAL_REGION = "eu-west-1";

  /** EMR's own: Service Quotas of EMR. */
  private static final int STEP_CONCURRENCY = 10;

  /** What leads to an account or to a bucket, or to a cluster by what is only there. */
  private static final Set<String> WITHHELD =
      Set.of(
          "profile",
          "assume-role",
          "external-id",
          "session-token",
          "cluster-tag",
          "sts-endpoint",
          "s3-endpoint",
          "log-uri",
          "proxy",
          "ca-file");

  @Override
  public Set<String> flavors() {
    return Set.of(FLAVOR);
  }

  @Override
  public Map<String, String> clusterForEachRun(String flavor) {
    return Map.of(
        RELEASE_LABEL,
        RELEASE,
        "service-role",
        "EMR_DefaultRole_V2",
        "instance-profile",
        "EMR_EC2_DefaultRole",
        "worker-instance-types",
        "m5.2xlarge",
        "step-concurrency",
        Integer.toString(STEP_CONCURRENCY));
  }

  @Override
  public Stage start(String flavor, Map<String, String> settings, OperatorContext context)
      throws IOException {
    if (!flavors().contains(flavor)) {
      throw new IllegalArgumentException("'" + flavor + "' is none of " + flavors() + ".");
    }
    SparkHome home = SparkHome.of(context);
    Map<String, String> environment = context.environment();
    String region =
        Stream.of(
                settings.get(REGION),
                environment.get("AWS_REGION"),
                environment.get("AWS_DEFAULT_REGION"))
            .filter(name -> name != null && !name.isBlank())
            .findFirst()
            .orElse(USUAL_REGION);
    Map<String, String> given = new HashMap<>();
    given.put(REGION, region);
    given.put(CommonSettings.SPARK_LINE.name(), home.platform().sparkLine());
    given.put(CommonSettings.JAVA.name(), Integer.toString(home.platform().java()));
    given.put("access-key-id", "AKIA" + UUID.randomUUID().toString().substring(0, 8));
    given.put("secret-access-key", UUID.randomUUID().toString());
    LoopbackEmr emr =
        new LoopbackEmr(
            region,
            given.get("access-key-id"),
            given.get("secret-access-key"),
            home.backEnd(context.workFolder()),
            new FaultScript(context.clock()),
            context.clock());
    given.put("endpoint", emr.address().toString());
    String name = Optional.ofNullable(settings.get(CLUSTER_NAME)).orElse("rehearsal");
    if (!settings.containsKey(RELEASE_LABEL)) {
      String id = emr.addCluster(name, RELEASE, STEP_CONCURRENCY);
      if (!settings.containsKey(CLUSTER_NAME)) {
        given.put(CLUSTER_ID, id);
      }
    }
    return new Stage() {
      @Override
      public Map<String, String> settings() {
        return Map.copyOf(given);
      }

      @Override
      public Set<String> withheld() {
        return WITHHELD;
      }

      @Override
      public int jobs(AttemptKey key) {
        return emr.jobs(key);
      }

      @Override
      public boolean runs(AttemptKey key) {
        return emr.running(key);
      }

      @Override
      public OptionalInt clusters(String run) {
        return settings.containsKey(RELEASE_LABEL)
            ? OptionalInt.of(emr.clustersOf(run))
            : OptionalInt.empty();
      }

      @Override
      public void close() {
        emr.close();
      }
    };
  }
}

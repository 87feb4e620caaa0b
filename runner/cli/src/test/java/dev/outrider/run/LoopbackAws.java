// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.aws.loopback.LoopbackAccount;
import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.aws.loopback.LoopbackSts;
import dev.outrider.aws.loopback.S3aBackEnd;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.StoreContext;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.LoopbackS3;
import dev.outrider.testkit.platform.SparkBackEnd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** EMR and S3 of this machine: a cluster that runs drivers of a Spark home, and a bucket. */
public final class LoopbackAws implements AutoCloseable {
  private static final String REGION = "eu-west-1";
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int STEP_CONCURRENCY = 16;
  private static final String BUCKET = "acme";

  private final LoopbackS3 s3;
  private final LoopbackSts sts;
  private final LoopbackEmr emr;
  private final String cluster;
  private final Path bucket;

  private LoopbackAws(LoopbackS3 s3, Path bucket, LoopbackSts sts, LoopbackEmr emr) {
    this.s3 = s3;
    this.bucket = bucket;
    this.sts = sts;
    this.emr = emr;
    this.cluster = emr.addCluster("loopback", "emr-7.10.0", STEP_CONCURRENCY);
  }

  /**
   * @param folder an empty one
   * @param spark a Spark home that the build has laid out, beside S3A and s3proxy
   */
  public static LoopbackAws start(Path folder, Path spark)
      throws IOException, InterruptedException {
    List<Path> jars;
    try (Stream<Path> s3a = Files.list(spark.resolveSibling("s3a"))) {
      jars = s3a.sorted().toList();
    }
    LoopbackS3 s3 =
        LoopbackS3.start(
            spark.resolveSibling("s3proxy/s3proxy.jar"),
            Files.createDirectories(folder.resolve("s3")));
    try {
      InstantSource clock = InstantSource.system();
      FaultScript faults = new FaultScript(clock);
      LoopbackAccount account = new LoopbackAccount(clock);
      account.addUser("data", LoopbackS3.KEY_ID, LoopbackS3.KEY);
      LoopbackSts sts = new LoopbackSts(REGION, account, faults, clock);
      SparkBackEnd drivers =
          new SparkBackEnd(
              spark,
              folder.resolve("drivers"),
              Map.of("PATH", System.getenv("PATH"), "JAVA_HOME", System.getProperty("java.home")),
              GRACE);
      return new LoopbackAws(
          s3,
          s3.bucket(BUCKET),
          sts,
          new LoopbackEmr(REGION, account, new S3aBackEnd(drivers, s3, jars), faults, clock));
    } catch (IOException | RuntimeException | Error e) {
      s3.close();
      throw e;
    }
  }

  /**
   * What a properties file says of an operator, and of the artifact store.
   *
   * @param folder of the bucket
   * @param ownCluster whether each run makes a cluster; else steps run on the one that is there
   */
  public String properties(String operator, String folder, boolean ownCluster) {
    String identity =
        """
        PREFIX.region = %s
        PREFIX.access-key-id = ${env:LOOPBACK_KEY_ID}
        PREFIX.secret-access-key = ${env:LOOPBACK_KEY}
        """
            .formatted(REGION);
    String prefix = "step-operator." + operator;
    return identity.replace("PREFIX", "artifact-store")
        + identity.replace("PREFIX", prefix)
        + "artifact-store = s3://"
        + BUCKET
        + "/"
        + folder
        + "/\nartifact-store.endpoint = "
        + s3.address()
        + "\n"
        + prefix
        + ".flavor = emr\n"
        + (ownCluster ? made(prefix) : prefix + ".cluster-id = " + cluster + "\n")
        + prefix
        + ".endpoint = "
        + emr.address()
        + "\n";
  }

  private static String made(String prefix) {
    return """
        PREFIX.release-label = emr-7.10.0
        PREFIX.service-role = EMR_DefaultRole_V2
        PREFIX.instance-profile = EMR_EC2_DefaultRole
        PREFIX.worker-instance-types = m5.2xlarge
        PREFIX.step-concurrency = %d
        """
        .formatted(STEP_CONCURRENCY)
        .replace("PREFIX", prefix);
  }

  /** The variables that the properties name. */
  public Map<String, String> environment() {
    return Map.of("LOOPBACK_KEY_ID", LoopbackS3.KEY_ID, "LOOPBACK_KEY", LoopbackS3.KEY);
  }

  /** The variables by which the SDK finds all of it, who asks, and the region. */
  public Map<String, String> variables() {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        LoopbackS3.KEY_ID,
        "AWS_SECRET_ACCESS_KEY",
        LoopbackS3.KEY,
        "AWS_REGION",
        REGION,
        "AWS_ENDPOINT_URL_EMR",
        emr.address().toString(),
        "AWS_ENDPOINT_URL_STS",
        sts.address().toString(),
        "AWS_ENDPOINT_URL_S3",
        s3.address().toString());
  }

  /** Where the objects of the bucket {@code acme} are files. */
  public Path bucket() {
    return bucket;
  }

  /**
   * Puts objects into the bucket, through the plugin of a distribution.
   *
   * @param home the distribution
   * @param cache Outrider's cache
   * @param objects the files by the keys that they get: {@code data/flights.parquet}
   */
  public void put(Path home, Path cache, Map<String, Path> objects) throws IOException {
    Flavors plugins =
        new Flavors(
            new PluginFolder(home.resolve("plugins")).read(),
            new PluginLoader(cache.resolve("plugins")));
    List<Setting> declared =
        plugins.stores().stream()
            .filter(each -> each.scheme().equals("s3"))
            .findFirst()
            .orElseThrow()
            .settings();
    Settings settings =
        Settings.of(
            declared,
            Map.of(
                "region",
                REGION,
                "endpoint",
                s3.address().toString(),
                "access-key-id",
                LoopbackS3.KEY_ID,
                "secret-access-key",
                LoopbackS3.KEY));
    try (ArtifactStore store =
        plugins
            .loadStore("s3")
            .open(settings, new StoreContext(Map.of(), InstantSource.system()))) {
      for (Map.Entry<String, Path> each : objects.entrySet()) {
        store.put(URI.create("s3://" + BUCKET + "/" + each.getKey()), each.getValue());
      }
    }
  }

  /** The cluster, and the truth about it. */
  public LoopbackEmr emr() {
    return emr;
  }

  @Override
  public void close() {
    emr.close();
    sts.close();
    s3.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.LoopbackS3;
import dev.outrider.testkit.platform.SparkArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drivers that read and write {@code s3://}, as those of EMR do by its own file system: here it is
 * Hadoop's S3A, towards an S3 of this machine. Each driver has its attempt's key on its command
 * line, where the machine's list of processes shows it. Thread-safe.
 */
public final class S3aBackEnd implements BackEnd {
  private static final String CLASS_PATH = "spark.driver.extraClassPath";
  private static final String JAVA_OPTIONS = "spark.driver.extraJavaOptions";

  private final BackEnd drivers;
  private final Map<String, String> conf;
  private final List<Path> jars;

  /**
   * @param drivers runs them; closed with this
   * @param s3 where the buckets are
   * @param jars those of S3A and of what it needs
   */
  public S3aBackEnd(BackEnd drivers, LoopbackS3 s3, List<Path> jars) {
    this.drivers = drivers;
    this.jars = List.copyOf(jars);
    this.conf =
        Map.of(
            "spark.hadoop.fs.s3.impl",
            "org.apache.hadoop.fs.s3a.S3AFileSystem",
            "spark.hadoop.fs.s3a.endpoint",
            s3.address().toString(),
            "spark.hadoop.fs.s3a.path.style.access",
            "true",
            "spark.hadoop.fs.s3a.connection.ssl.enabled",
            "false",
            "spark.hadoop.fs.s3a.access.key",
            LoopbackS3.KEY_ID,
            "spark.hadoop.fs.s3a.secret.key",
            LoopbackS3.KEY);
  }

  @Override
  public Execution start(SparkArguments what) throws IOException {
    Map<String, String> all = new TreeMap<>(conf);
    all.putAll(what.conf());
    String classPath =
        Stream.concat(
                jars.stream().map(Path::toString), Stream.ofNullable(what.conf().get(CLASS_PATH)))
            .collect(Collectors.joining(":"));
    all.put(CLASS_PATH, classPath);
    all.merge(
        JAVA_OPTIONS,
        "-Doutrider.key=" + what.conf().getOrDefault("spark.app.name", "none"),
        (given, key) -> given + " " + key);
    return drivers.start(
        new SparkArguments(
            what.mainClass(),
            what.application(),
            what.jars(),
            all,
            what.arguments(),
            what.environment()));
  }

  @Override
  public void close() {
    drivers.close();
  }
}

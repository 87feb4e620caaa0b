// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.step.attempt.InputRecord;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hadoop's S3A, by which a driver of a Spark home reaches S3. Spark as it is released has none.
 * Pure.
 *
 * @param home the folder of the Spark home
 * @param jars the names of its jars
 */
record S3aConnector(Path home, List<String> jars) {

  private static final String S3 = "s3";
  private static final Set<String> SCHEMES = Set.of(S3, "s3a");

  /** Hadoop binds no file system to the scheme {@code s3} itself. */
  private static final Map<String, String> BINDINGS =
      Map.of(
          "spark.hadoop.fs.s3.impl",
          "org.apache.hadoop.fs.s3a.S3AFileSystem",
          "spark.hadoop.fs.AbstractFileSystem.s3.impl",
          "org.apache.hadoop.fs.s3a.S3A");

  /** By these a user brings jars of his own; what is in them Spark finds out. */
  private static final List<String> OWN_JARS =
      List.of("spark.jars", "spark.jars.packages", "spark.driver.extraClassPath");

  private static final Pattern HADOOP =
      Pattern.compile("hadoop-(?:client-api|common)-(\\d.*)[.]jar");
  private static final Pattern HADOOP_AWS = Pattern.compile("hadoop-aws-\\d.*[.]jar");

  /** Of either generation; S3A may be given the parts that it loads instead of the bundle. */
  private static final Pattern SDK =
      Pattern.compile("(?:aws-java-sdk-(?:bundle|s3)|bundle|s3)-\\d.*[.]jar");

  /**
   * The AWS SDK that a release of Hadoop was built with: {@code aws-java-sdk.version} and {@code
   * aws-java-sdk-v2.version} in {@code org.apache.hadoop:hadoop-project}.
   */
  private static final Map<String, String> SDKS =
      Map.of(
          "3.3.2", "com.amazonaws:aws-java-sdk-bundle:1.11.1026",
          "3.3.4", "com.amazonaws:aws-java-sdk-bundle:1.12.262",
          "3.3.6", "com.amazonaws:aws-java-sdk-bundle:1.12.367",
          "3.4.0", "software.amazon.awssdk:bundle:2.23.19",
          "3.4.1", "software.amazon.awssdk:bundle:2.24.6",
          "3.4.2", "software.amazon.awssdk:bundle:2.29.52");

  S3aConnector {
    jars = List.copyOf(jars);
  }

  static S3aConnector of(SparkHome home) {
    return new S3aConnector(
        home.folder(), home.jars().stream().map(jar -> jar.getFileName().toString()).toList());
  }

  /** Whether a place is in S3. */
  static boolean reaches(URI place) {
    return SCHEMES.contains(String.valueOf(place.getScheme()));
  }

  /**
   * The operator's conf, with S3A for {@code s3://} where the submission has such places and nobody
   * has said what reads them.
   *
   * @param given the operator's conf; the submission's wins over it
   * @throws NotAcceptedException when the Spark home lacks jars for it, and the conf names none
   */
  Map<String, String> conf(Submission submission, Map<String, String> given, Refusals refusals)
      throws NotAcceptedException {
    Map<String, String> all = new TreeMap<>(given);
    all.putAll(submission.conf());
    Map<String, String> conf = new TreeMap<>(given);
    for (URI place : places(submission).filter(S3aConnector::reaches).toList()) {
      if (place.getScheme().equals(S3)) {
        BINDINGS.forEach(conf::putIfAbsent);
      }
      String binding = "spark.hadoop.fs." + place.getScheme() + ".impl";
      boolean another = all.containsKey(binding) && !BINDINGS.containsValue(all.get(binding));
      if (!another && OWN_JARS.stream().noneMatch(all::containsKey)) {
        check(submission, place, refusals);
      }
    }
    return conf;
  }

  private static Stream<URI> places(Submission submission) {
    return Stream.of(
            Stream.of(submission.contextUri(), submission.bundle().application()),
            submission.bundle().jars().stream(),
            inputs(submission.context().inputs().values()))
        .flatMap(each -> each);
  }

  private static Stream<URI> inputs(Collection<InputRecord> inputs) {
    return inputs.stream()
        .flatMap(each -> Stream.concat(each.uri().stream(), inputs(each.items())));
  }

  private void check(Submission submission, URI place, Refusals refusals)
      throws NotAcceptedException {
    Optional<Matcher> hadoop =
        jars.stream().map(HADOOP::matcher).filter(Matcher::matches).findFirst();
    if (hadoop.isEmpty()) {
      // A Spark without Hadoop takes it, and S3A, from somewhere else.
      return;
    }
    String version = hadoop.get().group(1);
    Optional<String> sdk = Optional.ofNullable(SDKS.get(version));
    boolean lacksConnector = none(HADOOP_AWS);
    boolean lacksSdk = none(SDK);
    if (!lacksConnector && !lacksSdk) {
      return;
    }
    String aws = "org.apache.hadoop:hadoop-aws:" + version;
    List<String> lacking =
        Stream.concat(
                Stream.of(aws).filter(each -> lacksConnector),
                Stream.of(sdk.orElse("the AWS SDK that the pom of " + aws + " names"))
                    .filter(each -> lacksSdk))
            .map(each -> each.contains(" ") ? each : jar(each))
            .toList();
    throw refusals.of(
        submission,
        "it needs "
            + place
            + ", and "
            + home.resolve("jars")
            + " lacks "
            + String.join(" and ", lacking)
            + " for its "
            + hadoop.get().group()
            + ". Put them there, from Maven Central, or name them in"
            + " 'spark.driver.extraClassPath'.");
  }

  private boolean none(Pattern name) {
    return jars.stream().noneMatch(jar -> name.matcher(jar).matches());
  }

  /** The file with its coordinates: {@code bundle-2.24.6.jar (software.amazon.awssdk:bundle)}. */
  private static String jar(String coordinates) {
    String[] parts = coordinates.split(":");
    return parts[1] + "-" + parts[2] + ".jar (" + parts[0] + ":" + parts[1] + ")";
  }
}

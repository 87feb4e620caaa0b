// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.flavor.HadoopAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hadoop's S3A, by which a driver of a Spark home reaches S3. */
final class S3Hadoop {
  private static final String FILE_SYSTEM = "org.apache.hadoop.fs.s3a.S3AFileSystem";

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

  /**
   * "Committing work to S3 with the S3A Committers", Hadoop's documentation. Hadoop has a factory
   * for {@code s3a} only; {@code SparkContext.fillMissingMagicCommitterConfsIfNeeded} sets the rest
   * where the committer of a bucket is enabled.
   */
  private static final HadoopAccess.Committer COMMITTER =
      new HadoopAccess.Committer(
          "S3",
          "spark.hadoop.fs.s3a.committer.name",
          List.of("magic", "directory", "partitioned"),
          Map.of(
              "s3",
              Map.of(
                  "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3",
                  "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory")),
          "spark[.]hadoop[.]fs[.]s3a[.]bucket[.].+[.]committer[.]magic[.]enabled");

  /** Hadoop binds no file system to the scheme {@code s3} itself. */
  static final HadoopAccess ACCESS =
      new HadoopAccess(
          FILE_SYSTEM,
          Map.of(
              "s3",
              Map.of(
                  "spark.hadoop.fs.s3.impl",
                  FILE_SYSTEM,
                  "spark.hadoop.fs.AbstractFileSystem.s3.impl",
                  "org.apache.hadoop.fs.s3a.S3A"),
              "s3a",
              Map.of()),
          List.of(
              new HadoopAccess.Jar(
                  "hadoop-aws-\\d.*[.]jar",
                  Map.of(),
                  "org.apache.hadoop:hadoop-aws:" + HadoopAccess.VERSION),
              // of either generation; S3A may be given the parts that it loads instead of the
              // bundle
              new HadoopAccess.Jar(
                  "(?:aws-java-sdk-(?:bundle|s3)|bundle|s3)-\\d.*[.]jar",
                  SDKS,
                  "the AWS SDK that the pom of org.apache.hadoop:hadoop-aws:"
                      + HadoopAccess.VERSION
                      + " names")),
          Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
          Optional.of(COMMITTER));

  private S3Hadoop() {}
}

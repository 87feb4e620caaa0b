// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.HadoopAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a plugin says of a store in S3, with one version of Hadoop. */
final class Stores {
  static final HadoopAccess S3 =
      new HadoopAccess(
          "org.apache.hadoop.fs.s3a.S3AFileSystem",
          Map.of(
              "s3",
              Map.of(
                  "spark.hadoop.fs.s3.impl",
                  "org.apache.hadoop.fs.s3a.S3AFileSystem",
                  "spark.hadoop.fs.AbstractFileSystem.s3.impl",
                  "org.apache.hadoop.fs.s3a.S3A"),
              "s3a",
              Map.of()),
          List.of(
              new HadoopAccess.Jar(
                  "hadoop-aws-\\d.*[.]jar",
                  Map.of(),
                  "org.apache.hadoop:hadoop-aws:" + HadoopAccess.VERSION),
              new HadoopAccess.Jar(
                  "(?:aws-java-sdk-bundle|bundle)-\\d.*[.]jar",
                  Map.of("3.3.4", "com.amazonaws:aws-java-sdk-bundle:1.12.262"),
                  "the AWS SDK that the pom of org.apache.hadoop:hadoop-aws:"
                      + HadoopAccess.VERSION
                      + " names")),
          Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
          Optional.of(
              new HadoopAccess.Committer(
                  "S3",
                  "spark.hadoop.fs.s3a.committer.name",
                  List.of("magic", "directory", "partitioned"),
                  Map.of(
                      "s3",
                      Map.of(
                          "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3",
                          "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory")),
                  "spark[.]hadoop[.]fs[.]s3a[.]bucket[.].+[.]committer[.]magic[.]enabled")));

  private Stores() {}
}

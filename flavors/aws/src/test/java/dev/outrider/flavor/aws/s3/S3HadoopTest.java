// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.HadoopAccess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which jars S3A needs. */
class S3HadoopTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3.3.2 | com.amazonaws:aws-java-sdk-bundle:1.11.1026",
        "3.3.4 | com.amazonaws:aws-java-sdk-bundle:1.12.262",
        "3.4.1 | software.amazon.awssdk:bundle:2.24.6",
        "3.4.2 | software.amazon.awssdk:bundle:2.29.52",
        "3.3.4-acme | the AWS SDK that the pom of org.apache.hadoop:hadoop-aws:3.3.4-acme names",
      })
  void everyVersionOfHadoopHasItsSdk(String hadoop, String sdk) {
    assertThat(S3Hadoop.ACCESS.jars())
        .extracting(jar -> jar.of(hadoop))
        .containsExactly("org.apache.hadoop:hadoop-aws:" + hadoop, sdk);
  }

  @ParameterizedTest
  @CsvSource({
    "hadoop-aws-3.3.4.jar, 0",
    "aws-java-sdk-bundle-1.12.262.jar, 1",
    "aws-java-sdk-s3-1.12.262.jar, 1",
    "bundle-2.24.6.jar, 1",
    "s3-2.24.6.jar, 1"
  })
  void aJarOfEitherGenerationIsKnownByItsName(String name, int index) {
    HadoopAccess.Jar jar = S3Hadoop.ACCESS.jars().get(index);

    assertThat(name).matches(jar.form());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogPlaceTest {

  @ParameterizedTest
  @CsvSource({
    "s3://acme-logs/emr/,emr/",
    "s3a://acme-logs/emr,emr/",
    "s3n://acme-logs,''",
    "s3://acme-logs//,''",
    "s3://acme-logs/my logs/100%/#1?/,my logs/100%/#1?/",
    "s3://acme-logs/a%20b,a%20b/",
    "s3://acme-logs/größe/[x]{y},größe/[x]{y}/",
  })
  void aFolderIsTakenAsItIsWritten(String uri, String folder) {
    assertThat(LogPlace.of(uri)).isEqualTo(new LogPlace("acme-logs", folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3:x", "s3://", "s3:///emr/", "/logs", "file:///logs", "", "https://b/x"})
  void whatNamesNoBucketIsRefused(String uri) {
    assertThatThrownBy(() -> LogPlace.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The place of the logs is '" + uri + "', which names no bucket.");
  }
}

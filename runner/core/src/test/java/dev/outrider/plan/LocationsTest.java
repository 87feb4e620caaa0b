// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationsTest {

  private final Locations locations = new Locations(Path.of("/work/my dir"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data/flights.parquet | file:///work/my%20dir/data/flights.parquet",
        "/data/a b.csv | file:///data/a%20b.csv",
        "100%.csv | file:///work/my%20dir/100%25.csv",
        "a?b#c.csv | file:///work/my%20dir/a%3Fb%23c.csv",
        "../x/*.csv | file:///work/x/*.csv",
        "Zürich.csv | file:///work/my%20dir/Z%C3%BCrich.csv",
        "café.csv | file:///work/my%20dir/cafe%CC%81.csv",
        "file:///data/../x/./y | file:///x/y",
        "s3://bucket/a%20b/ | s3://bucket/a%20b/",
        "gs://bucket/a | gs://bucket/a",
        "file:data/x | file:///work/my%20dir/data/x",
        "file:/data/x | file:/data/x",
        "file:///data/x | file:///data/x",
        "hdfs:///a | hdfs:///a",
      })
  void aTextWithASchemeIsAUriAndEveryOtherAFile(String text, String uri) {
    assertThat(locations.uri(text)).isEqualTo(URI.create(uri));
  }

  @Test
  void aRelativeUriIsAFileBelowTheWorkingDirectory() {
    assertThat(locations.absolute(URI.create("a%20b")))
        .isEqualTo(URI.create("file:///work/my%20dir/a%20b"));
    assertThat(locations.absolute(URI.create("s3://b/x"))).isEqualTo(URI.create("s3://b/x"));
  }

  @Test
  void whatIsNoPlaceIsRefused() {
    assertThatThrownBy(() -> locations.uri("s3://b/a b"))
        .hasMessage("is no URI: Illegal character in path at index 8: s3://b/a b");
    assertThatThrownBy(() -> locations.uri("")).hasMessage("is empty");
    assertThatThrownBy(() -> locations.uri("a\0b"))
        .hasMessage("is no path: Nul character not allowed");
  }

  @Property
  void theUriOfAFileNamesTheFile(
      @ForAll
          @AlphaChars
          @Chars({' ', '%', '#', '?', '+', 'é', '&', '[', ';', '"'})
          @StringLength(min = 1, max = 12)
          String name) {
    assertThat(Path.of(locations.uri(name))).isEqualTo(Path.of("/work/my dir").resolve(name));
  }
}

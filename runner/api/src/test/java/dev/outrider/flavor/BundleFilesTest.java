// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files Spark's lists of jars can name. */
class BundleFilesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:///a,%20b/x.jar | ,", "file:///p%20%5Bv1%5D/x.jar | [", "file:///%5D/x.jar | ]",
        "file:///%7Bx%7D/x.jar | {", "file:///why%3F/x.jar | ?", "file:///a*b/x.jar | *",
        "s3://acme/a%5Cb/x.jar | \\"
      })
  void aCharacterOfAListsSyntaxIsNamedWithItsFile(URI file, String character) {
    for (BundleFiles each :
        List.of(
            new BundleFiles(file, "a.B", List.of()),
            new BundleFiles(URI.create("file:///app.jar"), "a.B", List.of(file)))) {
      assertThat(each.unlisted())
          .hasValue(
              "the bundle's file "
                  + file.getPath()
                  + " has a '"
                  + character
                  + "' in its path, which spark-submit does not take as a part of a name in its"
                  + " list of jars");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///a%20b/x.jar", "file:///a%23b;100%25/x.jar", "s3://acme/k=v+1/x.jar"})
  void whatAListCanNameIsNotRefused(URI file) {
    assertThat(new BundleFiles(file, "a.B", List.of(file)).unlisted()).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same place, whether its reader takes names, patterns or lists of patterns. */
class HadoopPatternTest {

  @TempDir Path folder;
  private final Configuration configuration = new Configuration(false);

  /** What a pattern may find besides. */
  @BeforeEach
  void neighbours() throws IOException {
    for (String each : new String[] {"a", "b", "ab", "axb", "v", "x", "y", "p v", "why!"}) {
      Files.createDirectories(folder.resolve(each).resolve("data"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b",
        "a, b",
        "p [v1]",
        "[v]",
        "[a-z]",
        "{x}",
        "{x,y}",
        "{",
        "}",
        "]",
        "[",
        "a#b",
        "why?",
        "100%",
        "%41",
        "a;b",
        "a*b",
        "*",
        "a b",
        "a\\b",
        "\\",
        "a^b",
        "größe",
        "[x,y]*{z}?#%;"
      })
  void whatIsThereIsFoundByItsNameAndNothingElseIs(String name) throws IOException {
    Path place = Files.createDirectories(folder.resolve(name).resolve("data"));

    String pattern = HadoopPattern.of(place.toUri(), configuration);

    assertThat(found(new org.apache.hadoop.fs.Path(pattern))).containsExactly(place);
    assertThat(found(FileInputFormat.getInputPaths(list(pattern)))).containsExactly(place);
    assertThat(new Stores(configuration).exists(place.resolve("not-there").toUri())).isFalse();
  }

  @Test
  void aPatternOfTheUsersBelowAFolderThatIsThereStaysOne() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("a*b").resolve("one"));
    Files.createDirectories(folder.resolve("a*b").resolve("other"));
    URI place = folder.resolve("a*b").resolve("o*e").toUri();

    assertThat(found(new org.apache.hadoop.fs.Path(HadoopPattern.of(place, configuration))))
        .containsExactly(odd);
    assertThat(new Stores(configuration).exists(place)).isTrue();
  }

  private static JobConf list(String pattern) {
    JobConf job = new JobConf(false);
    FileInputFormat.setInputPaths(job, pattern);
    return job;
  }

  private Path[] found(org.apache.hadoop.fs.Path... patterns) throws IOException {
    FileStatus[] all = new FileStatus[0];
    for (org.apache.hadoop.fs.Path each : patterns) {
      FileStatus[] some = each.getFileSystem(configuration).globStatus(each);
      int before = all.length;
      all = Arrays.copyOf(all, before + some.length);
      System.arraycopy(some, 0, all, before, some.length);
    }
    return Arrays.stream(all)
        .map(each -> Path.of(each.getPath().toUri().getPath()))
        .toArray(Path[]::new);
  }
}

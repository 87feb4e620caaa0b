// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child's output, in pages of whole lines. */
class ChildLogTest {

  @TempDir Path folder;

  @Test
  void aLineIsGivenWhenItIsWholeAndTheLastOneWhenTheChildHasEnded() throws Exception {
    Path file = folder.resolve("out");
    assertThat(ChildLog.read(file, LogCursor.START, false).lines()).isEmpty();
    Files.writeString(file, "one\r\ntwö\nthr");

    LogPage page = ChildLog.read(file, LogCursor.START, false);
    assertThat(page.lines()).containsExactly("one", "twö");
    assertThat(ChildLog.read(file, page.next(), false).lines()).isEmpty();
    assertThat(ChildLog.read(file, page.next(), true).lines()).containsExactly("thr");
  }

  @Test
  void pagesTogetherAreTheWholeLog() throws Exception {
    Path file = folder.resolve("out");
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      written.add("line " + i + " " + "x".repeat(i % 50));
    }
    written.add("y" + "ä日\uD83D\uDE00".repeat(100_000));
    written.add("the last");
    Files.write(file, written);

    StringBuilder read = new StringBuilder();
    LogCursor at = LogCursor.START;
    for (LogPage page;
        !(page = ChildLog.read(file, at, true)).lines().isEmpty();
        at = page.next()) {
      read.append(page.text());
    }

    // not as texts: a message of two texts of a megabyte helps nobody
    assertThat(read.toString().equals(String.join("\n", written) + "\n")).isTrue();
  }
}

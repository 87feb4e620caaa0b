// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class StoredLogTest {
  private final List<String> seen = new ArrayList<>();

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private LogPage page(LogCursor from, String plain, String zipped) throws IOException {
    StoredLog log = new StoredLog(from);
    log.read("stdout", new ByteArrayInputStream(plain.getBytes(StandardCharsets.UTF_8)), seen::add);
    log.read("stderr.gz", new ByteArrayInputStream(zipped(zipped)), seen::add);
    return log.page();
  }

  @Test
  void filesFollowEachOtherAndACursorGoesOnAfterTheLastLine() throws Exception {
    LogPage first = page(LogCursor.START, "one\ntwo\n", "drei\n");
    assertThat(first.lines()).containsExactly("one", "two", "drei");

    LogPage none = page(first.next(), "one\ntwo\n", "drei\n");
    assertThat(none.lines()).isEmpty();
    assertThat(none.next()).isEqualTo(first.next());

    assertThat(page(none.next(), "one\ntwo\n", "drei\nvier").lines()).containsExactly("vier");
    assertThat(seen).as("also what is before the page").contains("one", "vier").hasSize(10);
  }

  @Test
  void aLongLogIsGivenInPagesEachLineOnce() throws Exception {
    String text =
        IntStream.range(0, 4500).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    List<String> lines = new ArrayList<>();
    LogCursor from = LogCursor.START;
    for (int pages = 0; pages < 3; pages++) {
      LogPage page = page(from, "", text);
      lines.addAll(page.lines());
      from = page.next();
    }

    assertThat(lines).hasSize(4500).doesNotHaveDuplicates().endsWith("line 4499");
  }

  @Test
  void aCursorOfAnotherLogIsRefused() {
    assertThatThrownBy(() -> new StoredLog(new LogCursor("stdout:7")))
        .isInstanceOf(IOException.class)
        .hasMessage("'stdout:7' is no place in a log.");
  }
}

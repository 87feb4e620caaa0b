// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker's page of a log says. */
class WorkerLogTest {

  @Test
  void aLineIsGivenWhenItIsWhole() throws Exception {
    WorkerLog part = page(0, 9, 9, "one\ntwo\r\n");

    assertThat(part.lines(false)).isEqualTo(new WorkerLog.Lines(List.of("one", "two"), 9));
    assertThat(page(0, 6, 6, "one\ntw").lines(false))
        .isEqualTo(new WorkerLog.Lines(List.of("one"), 4));
    assertThat(page(0, 6, 6, "one\ntw").lines(true))
        .isEqualTo(new WorkerLog.Lines(List.of("one", "tw"), 6));
    assertThat(page(4, 6, 6, "tw").lines(false)).isEqualTo(new WorkerLog.Lines(List.of(), 4));
    assertThat(page(9, 9, 9, "").lines(true)).isEqualTo(new WorkerLog.Lines(List.of(), 9));
    assertThat(page(0, 3, 3, "\n\na").lines(false))
        .isEqualTo(new WorkerLog.Lines(List.of("", ""), 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10, 11, 40})
  void nothingIsLostOrGivenTwiceWhereverAPageEnds(int size) throws Exception {
    String text = "grün\nweiß\n€uro ☃\nplain\nlast ü";
    byte[] all = text.getBytes(StandardCharsets.UTF_8);

    List<String> lines = new ArrayList<>();
    long place = 0;
    while (place < all.length) {
      int end = (int) Math.min(place + size, all.length);
      byte[] piece = Arrays.copyOfRange(all, (int) place, end);
      WorkerLog.Lines next =
          page(place, end, all.length, new String(piece, StandardCharsets.UTF_8)).lines(true);
      assertThat(next.next()).isGreaterThan(place);
      lines.addAll(next.lines());
      place = next.next();
    }

    if (size >= 11) {
      assertThat(lines).containsExactlyElementsOf(text.lines().toList());
    } else {
      // a line that is longer than a page is cut
      assertThat(lines).startsWith("grün", "weiß").contains("plain");
    }
  }

  @Test
  void aLineThatIsLongerThanAPageIsCutBetweenCharacters() throws Exception {
    byte[] all = "ä日\uD83D\uDE00".repeat(30).getBytes(StandardCharsets.UTF_8);

    StringBuilder line = new StringBuilder();
    long place = 0;
    while (place < all.length) {
      int end = (int) Math.min(place + 10, all.length);
      byte[] piece = Arrays.copyOfRange(all, (int) place, end);
      WorkerLog.Lines next =
          page(place, end, all.length, new String(piece, StandardCharsets.UTF_8)).lines(true);
      assertThat(next.isCut()).isEqualTo(end < all.length);
      line.append(String.join("", next.lines()));
      place = next.next();
    }

    assertThat(line).hasToString("ä日\uD83D\uDE00".repeat(30));
  }

  @Test
  void whatIsNoLogIsNoAnswer() {
    assertThatThrownBy(() -> WorkerLog.of("<html>", "http://w/log"))
        .isInstanceOf(IOException.class)
        .hasMessage("http://w/log answers what is no log of a worker");
    assertThatThrownBy(
            () ->
                WorkerLog.of(
                    "==== Bytes 0-0 of 0 of /w/d/foo ====\nError: Log type must be one of stderr,"
                        + " stdout",
                    "http://w/log"))
        .hasMessage("http://w/log: Error: Log type must be one of stderr, stdout");
  }

  @Test
  void aFolderThatIsNotMadeYetIsAnEmptyLog() throws Exception {
    WorkerLog log =
        WorkerLog.of(
            "==== Bytes 0-0 of 0 of /w/d/stdout ====\nError: invalid log directory /w/d/", "x");

    assertThat(log.lines(false)).isEqualTo(new WorkerLog.Lines(List.of(), 0));
  }

  private static WorkerLog page(long start, long end, long total, String text) throws IOException {
    return WorkerLog.of(
        "==== Bytes " + start + "-" + end + " of " + total + " of /w/d/stdout ====\n" + text, "x");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.StepOperator;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a driver has printed: in order, each line once. */
abstract class LogContract extends OperatorContract {
  private static final int LINES = 5000;
  private static final int LONG = 2_000_000;

  @Test
  void everyLineIsThereOnceAndInOrder() throws Exception {
    JobHandle job = Ordered.submit(operator(), order(Play.of().printsLines(LINES)), OWNED);
    awaitSuccess(job);

    List<String> log = log(operator(), job);

    List<String> printed = log.stream().filter(line -> line.startsWith("line ")).toList();
    int first = 1;
    if (kept() < LINES) {
      assertThat(printed).as("the last lines that the platform keeps").isNotEmpty();
      first = LINES - printed.size() + 1;
      assertThat(log.get(0)).as("says that lines are gone").contains("earlier lines");
      assertThat(log).filteredOn(line -> line.contains("earlier lines")).hasSize(1);
    }
    assertThat(printed)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(first, LINES).mapToObj(i -> "line " + i).toList());
  }

  /** How many lines of a log the platform keeps. */
  private int kept() {
    return info().limits().stream()
        .filter(limit -> limit.subject() == ProviderLimit.Subject.LOG)
        .mapToInt(ProviderLimit::most)
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** All that there is now, a page at a time, each by another instance. */
  private List<String> log(StepOperator first, JobHandle job) throws IOException {
    List<String> lines = new ArrayList<>();
    LogCursor from = LogCursor.START;
    StepOperator asked = first;
    while (true) {
      LogPage page = asked.logs(job, from);
      lines.addAll(page.lines());
      if (page.next().equals(from)) {
        return lines;
      }
      from = page.next();
      asked = another();
    }
  }

  @Test
  void aRunningJobsLogIsReadWhileItRuns() throws Exception {
    JobHandle job = running(order(Play.of().prints("begins").awaits(file("go")).prints("ends")));

    if (can(Capability.LIVE_LOGS)) {
      List<String> live =
          eventually()
              .see("the first line", () -> log(operator(), job), lines -> lines.contains("begins"));
      assertThat(live).doesNotContain("ends");
    } else {
      assertThat(operator().logs(job, LogCursor.START).lines()).isEmpty();
    }

    Files.createFile(file("go"));
    awaitSuccess(job);
    assertThat(log(operator(), job)).containsSubsequence("begins", "ends");
  }

  @Test
  void theLogOfAFailedJobEndsWithItsLastLine() throws Exception {
    JobHandle job =
        Ordered.submit(
            operator(), order(Play.of().prints("begins").prints("breaks").exits(1)), OWNED);
    awaitEnd(job);

    assertThat(log(operator(), job)).containsSubsequence("begins", "breaks");
  }

  @Test
  void theLogOfAJobThatNeverStartedIsEmpty() throws Exception {
    needs(Power.HOLD);
    platform().hold();
    JobHandle job = Ordered.submit(operator(), order(Play.of().prints("begins")), OWNED);

    assertThat(operator().logs(job, LogCursor.START).lines()).isEmpty();
  }

  @Test
  void aVeryLongLineHidesNoOther() throws Exception {
    JobHandle job =
        Ordered.submit(
            operator(), order(Play.of().prints("before").printsLong(LONG).prints("after")), OWNED);
    awaitSuccess(job);

    List<String> lines = log(operator(), job);

    assertThat(lines).containsSubsequence("before", "after");
    // a platform may have lines of its own around them
    assertThat(
            lines.subList(lines.indexOf("before"), lines.lastIndexOf("after")).stream()
                .mapToLong(line -> line.chars().filter(c -> c == 'x').count())
                .sum())
        .isEqualTo(LONG);
  }

  @Test
  void aLogThatCannotBeReadNowIsReadLaterFromTheSamePlace() throws Exception {
    JobHandle job = running(order(Play.of().prints("one").awaits(file("go")).prints("two")));
    StepOperator asked = operator();
    LogCursor from = LogCursor.START;
    Files.createFile(file("go"));
    awaitSuccess(job);
    for (Fault each : List.of(Fault.UNAVAILABLE, Fault.CUT_REPLY, Fault.GARBAGE, Fault.EXPIRED)) {
      faults().always(Call.READ, each);

      assertThatThrownBy(() -> asked.logs(job, from))
          .as("a log where " + each)
          .isInstanceOf(IOException.class);

      faults().clear();
      assertThat(log(asked, job)).containsSubsequence("one", "two");
    }
  }
}

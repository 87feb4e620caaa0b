// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Capability;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.Submission;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cancel that reaches the platform, and is confirmed only when nothing runs any more. */
abstract class CancelContract extends OperatorContract {

  @Test
  void aJobThatIsCancelledEndsAndNothingOfItRuns() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("never"))));
    if (!can(Capability.CANCEL)) {
      assertThatThrownBy(() -> operator().requestCancel(job))
          .isInstanceOf(UnsupportedOperationException.class)
          .message()
          .isNotBlank();
      return;
    }

    operator().requestCancel(job);

    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
    assertThat(platform().runs(key(1))).isFalse();
  }

  @Test
  void aJobThatIsCancelledBeforeItStartsNeverStarts() throws Exception {
    cancels();
    needs(Power.HOLD);
    platform().hold();
    JobHandle job = Ordered.submit(operator(), order(Play.succeeding()), OWNED);

    operator().requestCancel(job);

    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
    platform().release();
    JobHandle next = Ordered.submit(operator(), order(key(2), Play.succeeding()), OWNED);
    awaitSuccess(next);
    assertThat(starts(key(1))).isZero();
  }

  @Test
  void aJobThatTakesItsTimeToEndIsNotCancelledYet() throws Exception {
    cancels();
    JobHandle job =
        running(
            order(Play.of().lingersUntil(file("enough")).prints("lingers").awaits(file("never"))));
    eventually()
        .see(
            "the line of the driver",
            () -> operator().logs(job, dev.outrider.flavor.LogCursor.START).lines(),
            lines -> lines.contains("lingers") || !can(Capability.LIVE_LOGS));

    operator().requestCancel(job);
    JobStatus meanwhile = status(job);
    boolean ran = platform().runs(key(1));

    assertThat(ran).isTrue();
    assertThat(meanwhile).isInstanceOf(JobStatus.Running.class);
    Files.createFile(file("enough"));
    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
    assertThat(platform().runs(key(1))).isFalse();
  }

  @Test
  void aSecondCancelDoesNoHarm() throws Exception {
    cancels();
    JobHandle job = running(order(Play.of().awaits(file("never"))));

    operator().requestCancel(job);
    operator().requestCancel(job);
    another().requestCancel(job);
    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
    another().requestCancel(job);

    assertThat(status(job)).isEqualTo(new JobStatus.Cancelled());
  }

  @Test
  void aCancelAfterTheEndChangesNothing() throws Exception {
    cancels();
    JobHandle succeeded = Ordered.submit(operator(), order(key(1), Play.succeeding()), OWNED);
    JobHandle failed = Ordered.submit(operator(), order(key(2), Play.of().exits(1)), OWNED);
    awaitSuccess(succeeded);
    JobStatus end = awaitEnd(failed);

    operator().requestCancel(succeeded);
    operator().requestCancel(failed);

    assertThat(status(succeeded)).isEqualTo(new JobStatus.Succeeded());
    // a failed process that is told to end is cancelled or failed: it has not succeeded
    assertThat(status(failed)).isIn(end, new JobStatus.Cancelled());
  }

  @Test
  void aCancelThatIsRefusedIsToldAndTheJobRunsOn() throws Exception {
    cancels();
    JobHandle job = running(order(Play.of().awaits(file("never"))));
    for (Fault each : List.of(Fault.UNAVAILABLE, Fault.REFUSED, Fault.THROTTLED)) {
      faults().always(Call.CANCEL, each);

      assertThatThrownBy(() -> operator().requestCancel(job))
          .as("a cancel where " + each)
          .isInstanceOf(IOException.class);

      faults().clear();
      assertThat(status(job)).isInstanceOf(JobStatus.Running.class);
    }
    operator().requestCancel(job);
    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
  }

  @Test
  void aCancelWhoseReplyIsLostCanBeAskedAgain() throws Exception {
    cancels();
    JobHandle job = running(order(Play.of().awaits(file("never"))));
    faults().next(Call.CANCEL, Fault.REPLY_LOST);

    try {
      operator().requestCancel(job);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    faults().clear();
    operator().requestCancel(job);

    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
  }

  @Test
  void oneJobIsCancelledAndNoOther() throws Exception {
    cancels();
    AttemptKey shorter = new AttemptKey("r0k3v9m2x4q7t-kit-1");
    AttemptKey longer = new AttemptKey("r0k3v9m2x4q7t-kit-10");
    JobHandle one = running(order(shorter, Play.of().awaits(file("never"))));
    JobHandle other = running(order(longer, Play.of().awaits(file("go"))));

    operator().requestCancel(one);

    assertThat(awaitEnd(one)).isEqualTo(new JobStatus.Cancelled());
    assertThat(status(other)).isInstanceOf(JobStatus.Running.class);
    Files.createFile(file("go"));
    awaitSuccess(other);
  }

  @Test
  void aCancelledAttemptIsNotSubmittedAnew() throws Exception {
    cancels();
    Submission order = order(Play.of().awaits(file("never")));
    JobHandle job = running(order);
    operator().requestCancel(job);
    awaitEnd(job);

    assertThat(Ordered.submit(another(), order, OWNED)).isEqualTo(job);

    assertThat(platform().jobs(key(1))).isEqualTo(1);
    if (can(Capability.FIND)) {
      assertThat(jobOf(another().find(key(1)))).contains(job);
    }
  }

  @Test
  void aCancelDuringAShutdownIsDoneOrSaysThatItIsNot() throws Exception {
    cancels();
    JobHandle job = running(order(Play.of().awaits(file("never"))));
    Thread.currentThread().interrupt();

    boolean done = true;
    try {
      operator().requestCancel(job);
    } catch (IOException e) {
      done = false;
    }

    assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
    if (!done) {
      operator().requestCancel(job);
    }
    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Cancelled());
  }

  private void cancels() {
    needs(Capability.CANCEL);
  }
}

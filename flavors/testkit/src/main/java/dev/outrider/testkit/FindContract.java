// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Capability;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.stub.Play;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Looking a job up by its key, when its handle was lost. */
abstract class FindContract extends OperatorContract {

  @Test
  void aJobWhoseHandleWasLostIsFoundOrSaidToBeUnknown() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("never"))));

    FindResult found = another().find(key(1));

    if (can(Capability.FIND)) {
      assertThat(jobOf(found)).contains(job);
    } else {
      assertThat(found).isInstanceOf(FindResult.Unknown.class);
      assertThat(((FindResult.Unknown) found).reason()).isNotBlank();
    }
  }

  @Test
  void aJobIsFoundWithTheHashOfItsRequest() throws Exception {
    needs(Capability.FIND);
    Order order = Ordered.of(operator(), order(Play.succeeding()));

    FindResult.Found submitted = operator().submit(order, OWNED);

    assertThat(submitted.request())
        .isEqualTo(
            platform().returnsRequests() ? Optional.of(order.hash()) : Optional.<String>empty());
    awaitSuccess(submitted.job());
    assertThat(another().find(key(1))).isEqualTo(submitted);
  }

  @Test
  void whatWasNeverSubmittedIsNotThere() {
    needs(Capability.FIND);

    assertThat(operator().find(key(1))).isEqualTo(new FindResult.NotThere());
  }

  @Test
  void aJobIsFoundWhateverHasBecomeOfIt() throws Exception {
    needs(Capability.FIND);
    JobHandle failed = Ordered.submit(operator(), order(key(1), Play.of().exits(1)), OWNED);
    JobHandle succeeded = Ordered.submit(operator(), order(key(2), Play.succeeding()), OWNED);
    awaitEnd(failed);
    awaitSuccess(succeeded);

    assertThat(jobOf(another().find(key(1)))).contains(failed);
    assertThat(jobOf(another().find(key(2)))).contains(succeeded);
  }

  @Test
  void aKeyThatBeginsLikeAnotherIsAnother() throws Exception {
    needs(Capability.FIND);
    AttemptKey shorter = new AttemptKey("r0k3v9m2x4q7t-kit-1");
    AttemptKey longer = new AttemptKey("r0k3v9m2x4q7t-kit-10");
    JobHandle job = Ordered.submit(operator(), order(longer, Play.succeeding()), OWNED);
    awaitSuccess(job);

    assertThat(operator().find(shorter)).isEqualTo(new FindResult.NotThere());

    JobHandle other = Ordered.submit(operator(), order(shorter, Play.of().exits(1)), OWNED);
    assertThat(awaitEnd(other)).isInstanceOf(JobStatus.Failed.class);
    assertThat(jobOf(operator().find(longer))).contains(job);
  }

  @Test
  void whenThePlatformCannotBeAskedNothingIsConcluded() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("never"))));
    StepOperator asked = another();
    for (Fault each :
        List.of(
            Fault.REQUEST_LOST,
            Fault.REPLY_LOST,
            Fault.THROTTLED,
            Fault.UNAVAILABLE,
            Fault.EXPIRED,
            Fault.CUT_REPLY,
            Fault.GARBAGE)) {
      faults().always(Call.READ, each);

      FindResult found = asked.find(key(1));

      faults().clear();
      assertThat(found)
          .as("what is found where " + each)
          .satisfiesAnyOf(
              any -> assertThat(any).isInstanceOf(FindResult.Unknown.class),
              any -> assertThat(jobOf(any)).contains(job));
      if (found instanceof FindResult.Unknown unknown) {
        assertThat(unknown.reason()).isNotBlank();
      }
    }
  }

  @Test
  void whereTheWorkFolderCannotBeReadNothingIsConcluded() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));
    StepOperator asked = another();
    for (Damage damage : Damage.values()) {
      FindResult found;
      try (Damage.Repair repair = damage.of(work())) {
        found = asked.find(key(1));
      }
      assertThat(found)
          .as("what is found while the work folder " + damage.state() + " and the job runs")
          .satisfiesAnyOf(
              any -> assertThat(any).isInstanceOf(FindResult.Unknown.class),
              any -> assertThat(jobOf(any)).contains(job));
    }
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void aListThatLagsMakesNoSecondJob() throws Exception {
    FaultScript faults = faults();
    Submission order = order(Play.of().awaits(file("never")));
    Ordered.submit(operator(), order, OWNED);
    faults.always(Call.READ, Fault.EMPTY_LIST);
    StepOperator restarted = another();

    // as one that was stopped after it had waited: nothing is left to be waited for
    submit(restarted, order);

    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void aJobIsFoundAmongManyOthers() throws Exception {
    needs(Power.CROWD);
    needs(Capability.FIND);
    JobHandle job = running(order(Play.of().awaits(file("never"))));

    platform().crowd(250);

    assertThat(jobOf(another().find(key(1)))).contains(job);
    assertThat(another().find(key(2))).isEqualTo(new FindResult.NotThere());
    assertThat(status(another(), job)).isInstanceOf(JobStatus.Running.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingJobsTest {
  private static final JobHandle JOB = job("job-1");
  private static final JobStatus LOST = MissingJobs.lost("the list", "job-1", "it says: no");

  private final MissingJobs missing = new MissingJobs();
  private int asked;

  private static JobHandle job(String id) {
    return new JobHandle("far", 1, new JsonText("\"" + id + "\""));
  }

  private JobStatus ask() {
    asked++;
    return LOST;
  }

  @Test
  void onlyTheSecondListWithoutAJobAsksForIt() throws Exception {
    assertThat(missing.notListed(JOB, this::ask)).isEmpty();
    assertThat(missing.notListed(job("job-2"), this::ask)).isEmpty();
    assertThat(asked).isZero();

    assertThat(missing.notListed(JOB, this::ask))
        .contains(
            new JobStatus.Lost(
                "two lists of the list are without job-1, and asked for it it says: no"));
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void aListWithTheJobBeginsAnew() throws Exception {
    missing.notListed(JOB, this::ask);
    missing.listed(JOB);

    assertThat(missing.notListed(JOB, this::ask)).isEmpty();
    assertThat(asked).isZero();
  }

  @Test
  void aQuestionWithoutAnAnswerSaysNothingOfTheJobAndIsAskedAgain() throws Exception {
    missing.notListed(JOB, this::ask);

    Optional<JobStatus> unanswered =
        missing.notListed(
            JOB,
            () -> {
              throw new IOException("503");
            });

    assertThat(unanswered).isEmpty();
    assertThat(missing.notListed(JOB, this::ask)).contains(LOST);
  }

  @Test
  void anInterruptedQuestionEndsTheCall() throws Exception {
    missing.notListed(JOB, this::ask);

    assertThatThrownBy(
            () ->
                missing.notListed(
                    JOB,
                    () -> {
                      throw new InterruptedIOException("interrupted");
                    }))
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void theAnswersOfOneListAreThoseOfItsJobsAndOfLookUps() throws Exception {
    Map<JobHandle, String> jobs = new LinkedHashMap<>();
    jobs.put(JOB, "job-1");
    jobs.put(job("job-2"), "job-2");
    MissingJobs.Question<String, Optional<JobStatus>> listed =
        name -> name.equals("job-2") ? Optional.of(new JobStatus.Succeeded()) : Optional.empty();

    assertThat(missing.answers(jobs, listed, name -> ask()))
        .isEqualTo(Map.of(job("job-2"), new JobStatus.Succeeded()));
    assertThat(asked).isZero();
    assertThat(missing.answers(jobs, listed, name -> ask()))
        .isEqualTo(Map.of(JOB, LOST, job("job-2"), new JobStatus.Succeeded()));
    assertThat(asked).isEqualTo(1);
  }
}

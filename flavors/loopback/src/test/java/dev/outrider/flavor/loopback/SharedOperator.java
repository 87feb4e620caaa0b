// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.DurableMark;
import dev.outrider.flavor.base.submit.Sending;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs steps on a platform that does not make one job of two requests: that there is one is the
 * shared protocol's doing alone.
 *
 * @param asked for everything but a submission; closed with this
 * @param work the operator's work folder
 * @param atMostOnce with {@link #SETTLING}
 */
record SharedOperator(LoopbackOperator asked, Path work, AtMostOnce atMostOnce)
    implements StepOperator {
  static final Duration SETTLING = Duration.ofSeconds(30);

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    AttemptKey key = order.submission().key();
    return atMostOnce.submit(
        new AtMostOnce.Subject(
            key, new DurableMark(work.resolve(key + ".sent")), work.resolve(key + ".lock")),
        new Job(order),
        ownership);
  }

  private final class Job implements Sending<FindResult.Found> {
    private final Order order;

    Job(Order order) {
      this.order = order;
    }

    @Override
    public void await() throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted before it was sent");
      }
    }

    @Override
    public String mark() {
      return "sent";
    }

    @Override
    public Optional<FindResult.Found> find(String mark) throws IOException {
      FindResult found = asked.find(order.submission().key());
      if (found instanceof FindResult.Unknown unknown) {
        throw new IOException(unknown.reason());
      }
      return found instanceof FindResult.Found job ? Optional.of(job) : Optional.empty();
    }

    @Override
    public FindResult.Found send() throws NotAcceptedException, OutcomeUnknownException {
      return asked.submit(order, () -> true);
    }

    @Override
    public Answer answer(Exception thrown) {
      if (thrown instanceof NotAcceptedException refused) {
        return new Answer.Refused(refused.kind(), refused.getMessage());
      }
      return thrown.getMessage().contains("answers 412")
          ? new Answer.Taken(thrown.getMessage())
          : new Answer.Unknown(order.submission().key() + ": " + thrown.getMessage());
    }
  }

  @Override
  public Duration settling() {
    return SETTLING;
  }

  @Override
  public Optional<Platform> platform() throws IOException {
    return asked.platform();
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    return asked.render(submission);
  }

  @Override
  public FindResult find(AttemptKey key) {
    return asked.find(key);
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    return asked.status(jobs);
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    asked.requestCancel(job);
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    return asked.logs(job, from);
  }

  @Override
  public void close() {
    asked.close();
  }
}

package @package@;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.http.JsonService;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs steps as jobs of @name@. Thread-safe. The interface states what each method promises.
 *
 * @param service closed with this
 */
record @class@StepOperator(@class@RequestMapping requests, JsonService service)
    implements StepOperator {

  @Override
  public Optional<Platform> platform() throws IOException {
    throw notWritten("platform", "return the platform's Spark and Java: new Platform(\"3.5.5_2.12\", 17)");
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    return new RenderedRequest(
        "POST " + service.endpoint() + "/jobs", requests.body(submission), List.of());
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    throw notWritten(
        "submit",
        "send MarkedRequest.of(order, \"labels\") once, by AtMostOnce, and return the job's handle");
  }

  @Override
  public FindResult find(AttemptKey key) {
    throw notWritten("find", "look the job up by its name or label; Unknown if the call fails");
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    throw notWritten("status", "list the jobs, and map their states with @class@StatusMapping");
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    throw notWritten("requestCancel", "request the cancellation; an ended job changes nothing");
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    throw notWritten("logs", "return the driver's output from the cursor on, by StoredLog");
  }

  @Override
  public void close() {
    service.close();
  }

  @Override
  public String toString() {
    return "jobs of " + service.endpoint();
  }

  private static UnsupportedOperationException notWritten(String method, String advice) {
    return new UnsupportedOperationException(
        "@class@StepOperator." + method + " is not written yet: " + advice + ".");
  }
}

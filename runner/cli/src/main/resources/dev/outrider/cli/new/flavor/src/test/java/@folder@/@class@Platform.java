package @package@;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Flavor;
import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.JobTableUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import dev.outrider.testkit.platform.JobTable;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The platform @name@ in this process: it answers as the vendor's API does, and its jobs run a stub
 * instead of Spark.
 */
final class @class@Platform extends JobTableUnderTest implements FaultyHttpServer.Handler {
  private static final String TOKEN = "hunter2-@name@";

  private final JobTable<@class@RequestMapping.Body> jobs;
  private final FaultyHttpServer server;

  /** The body of an error. */
  record Problem(String error) {}

  @class@Platform() throws IOException {
    this(
        new JobTable<>("@name@", n -> "job-" + n, new StubBackEnd(), InstantSource.system()),
        new FaultScript(InstantSource.system()));
  }

  private @class@Platform(JobTable<@class@RequestMapping.Body> jobs, FaultScript faults)
      throws IOException {
    super(jobs, faults);
    this.jobs = jobs;
    this.server = new FaultyHttpServer(faults, @class@Platform::call, this);
  }

  /** Which kind of fault a call can have. */
  private static Call call(Request request) {
    if (!request.method().equals("POST")) {
      return Call.READ;
    }
    return request.path().endsWith("/cancel") ? Call.CANCEL : Call.SUBMIT;
  }

  /** Write the service's calls here: {@code jobs} starts, lists and ends jobs. */
  @Override
  public Reply answer(Request request, Optional<Fault> fault) {
    if (!request.header("Authorization").equals(Optional.of("Bearer " + TOKEN))) {
      return problem(401, "the token is wrong");
    }
    return problem(
        501,
        "@class@Platform does not answer "
            + request.method()
            + " "
            + request.path()
            + " yet: answer as the vendor's API does");
  }

  private static Reply problem(int status, String error) {
    return Reply.json(status, JsonForm.write(new Problem(error), Problem.class, "reply"));
  }

  @Override
  public Flavor flavor() {
    return new @class@Flavor();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "endpoint", server.address().toString(),
        "token", TOKEN,
        "connect-timeout", "1s",
        "request-timeout", "1s");
  }

  @Override
  public List<String> seen() {
    return server.seen().stream()
        .map(each -> each.method() + " " + each.path() + " " + each.query() + "\n" + each.text())
        .toList();
  }

  /** What tests can make it do: add CROWD and LABELS with the methods crowd and labels. */
  @Override
  public Set<Power> powers() {
    return EnumSet.complementOf(EnumSet.of(Power.CROWD, Power.LABELS, Power.GET_READY));
  }

  @Override
  public void close() {
    server.close();
    jobs.close();
  }
}

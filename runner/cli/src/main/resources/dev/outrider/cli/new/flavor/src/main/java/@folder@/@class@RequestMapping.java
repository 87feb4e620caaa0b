package @package@;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.step.value.JsonForm;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The request for a submission. Pure.
 *
 * @param conf the operator's Spark conf
 */
record @class@RequestMapping(FlavorInfo info, Map<String, String> conf, Refusals refusals) {

  /** The body: give it the members of the platform's own API. */
  record Body(
      String name,
      String mainClass,
      URI application,
      List<URI> jars,
      List<String> arguments,
      Map<String, String> conf,
      Map<String, String> environment,
      Map<String, String> labels) {}

  String body(Submission submission) throws NotAcceptedException {
    return JsonForm.writePretty(
        new Body(
            submission.key().value(),
            submission.bundle().mainClass(),
            submission.bundle().application(),
            submission.bundle().jars(),
            List.of("--context", submission.contextUri().toString()),
            SparkConf.of(submission, info, conf, refusals)
                .withoutSecrets("users of the platform")
                .resources(ExecutorCount.INSTANCES)
                .map(),
            submission.environment(),
            submission.labels()),
        Body.class,
        "request");
  }
}

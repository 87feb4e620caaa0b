// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.step.value.JsonForm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a submission becomes for the REST server of a standalone master: the message {@code
 * CreateSubmissionRequest} of {@code org.apache.spark.deploy.rest}. Pure. There is no secret in it,
 * for the worker puts the conf on the driver's command line.
 *
 * @param body what is sent
 * @param jar where the jar with the attempt's main class must be before it is sent
 */
record ClusterRequest(Body body, URI jar) {

  /** The members and their names are Spark's. */
  record Body(
      String action,
      String clientSparkVersion,
      String appResource,
      String mainClass,
      List<String> appArgs,
      Map<String, String> sparkProperties,
      Map<String, String> environmentVariables) {}

  /**
   * Where drivers run, and with what.
   *
   * @param flavor what the operators can give
   * @param operator the operator's name in the configuration
   * @param master {@code spark://HOST:PORT}, several with a comma between
   * @param sparkVersion the version of Spark on both sides
   * @param moduleOptions what Spark needs of the driver's JVM; a worker gives it none of its own
   * @param conf the operator's conf
   */
  record Cluster(
      FlavorInfo flavor,
      String operator,
      String master,
      String sparkVersion,
      List<String> moduleOptions,
      Map<String, String> conf) {}

  /**
   * @throws NotAcceptedException when the cluster cannot give what is asked for, or must not be
   *     told
   */
  static ClusterRequest of(Submission submission, Cluster cluster) throws NotAcceptedException {
    if (!"file".equals(submission.contextUri().getScheme())) {
      throw SubmittedConf.refused(
          submission,
          "its attempt is kept at "
              + submission.contextUri()
              + ", but in deploy-mode cluster the artifact store must be a folder that this machine"
              + " and all workers share. Set 'artifact-store' to one.");
    }
    Optional<String> unlisted = submission.bundle().unlisted();
    if (unlisted.isPresent()) {
      throw SubmittedConf.refused(
          submission, unlisted.get() + ". Set 'artifact-store' to a folder without it.");
    }
    Map<String, String> conf = SubmittedConf.of(submission, cluster.flavor(), cluster.conf());
    for (Map.Entry<String, String> each : conf.entrySet()) {
      if (SubmittedConf.isSecret(each.getKey(), each.getValue())) {
        throw SubmittedConf.refused(
            submission,
            "'"
                + each.getKey()
                + "' looks like a secret, and in deploy-mode cluster a driver gets its conf on a"
                + " command line, which everybody on the worker can read. Leave it out, and say with"
                + " 'step-operator."
                + cluster.operator()
                + ".secret.…' where the step finds it.");
      }
    }
    URI jar = submission.contextUri().resolve(AttemptClass.jarName(submission.key()));
    SubmittedConf.applyToCluster(submission.resources(), conf);
    conf.put("spark.master", cluster.master());
    conf.put("spark.submit.deployMode", "cluster");
    conf.put("spark.driver.supervise", "false");
    conf.put("spark.app.name", submission.key().value());
    conf.merge("spark.jars", jars(submission, jar), (own, ours) -> ours + "," + own);
    // ours first: of two options that say the same the last one counts
    String options = String.join(" ", cluster.moduleOptions());
    if (!options.isEmpty()) {
      conf.merge("spark.driver.extraJavaOptions", options, (own, ours) -> ours + " " + own);
    }
    return new ClusterRequest(
        new Body(
            "CreateSubmissionRequest",
            cluster.sparkVersion(),
            submission.bundle().application().toString(),
            AttemptClass.name(submission.key()),
            List.of("--context", submission.contextUri().toString()),
            new TreeMap<>(conf),
            submission.environment()),
        jar);
  }

  /**
   * The application too, as {@code SparkSubmit.prepareSubmitEnvironment} has it: the executors need
   * its classes.
   */
  private static String jars(Submission submission, URI jar) {
    List<URI> jars = new ArrayList<>(submission.bundle().jars());
    return Stream.concat(jars.stream(), Stream.of(submission.bundle().application(), jar))
        .map(URI::toString)
        .collect(Collectors.joining(","));
  }

  /** As it is sent. */
  String json() {
    return JsonForm.write(body, Body.class, "request");
  }

  /** For people. */
  String shown() {
    return JsonForm.writePretty(body, Body.class, "request");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.flavor.base.request.SparkSubmit;
import dev.outrider.step.value.JsonForm;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
   * @param refusals those of the operator
   * @param master {@code spark://HOST:PORT}, several with a comma between
   * @param sparkVersion the version of Spark on both sides
   * @param moduleOptions what Spark needs of the driver's JVM; a worker gives it none of its own
   * @param conf the operator's conf
   */
  record Cluster(
      FlavorInfo flavor,
      Refusals refusals,
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
      throw cluster
          .refusals()
          .of(
              submission,
              "its attempt is kept at "
                  + submission.contextUri()
                  + ", but in deploy-mode cluster the artifact store must be a folder that this machine"
                  + " and all workers share. Set 'artifact-store' to one.");
    }
    cluster.refusals().refuseUnlisted(submission);
    Map<String, String> conf =
        SparkConf.of(submission, cluster.flavor(), cluster.conf(), cluster.refusals())
            .labels()
            .withoutSecrets(
                "in deploy-mode cluster a driver gets its conf on a command line: everybody on the"
                    + " worker")
            .resources(ExecutorCount.CORES_IN_ALL)
            .map();
    URI jar = submission.contextUri().resolve(AttemptClass.jarName(submission.key()));
    conf.put("spark.master", cluster.master());
    conf.put("spark.submit.deployMode", "cluster");
    conf.put("spark.driver.supervise", "false");
    conf.put("spark.app.name", submission.key().value());
    // the application too, as SparkSubmit.prepareSubmitEnvironment has it: executors need its
    // classes
    List<URI> jars = new ArrayList<>(submission.bundle().jars());
    jars.addAll(List.of(submission.bundle().application(), jar));
    conf.merge("spark.jars", SparkSubmit.list(jars), (own, ours) -> ours + "," + own);
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

  /** As it is sent. */
  String json() {
    return JsonForm.write(body, Body.class, "request");
  }

  /** What does the same but for the variables, as a line for a shell. */
  String sparkSubmit(Path program) {
    List<String> words = new ArrayList<>(List.of("--class", body.mainClass(), body.appResource()));
    words.addAll(body.appArgs());
    return SparkSubmit.line(program.toString(), Map.of(), body.sparkProperties(), words);
  }

  /** For people. */
  String shown() {
    return JsonForm.writePretty(body, Body.class, "request");
  }
}

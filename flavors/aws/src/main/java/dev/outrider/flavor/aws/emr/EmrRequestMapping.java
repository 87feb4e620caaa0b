// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ShellWord;
import dev.outrider.flavor.base.request.SparkSubmit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.HadoopJarStepConfig;
import software.amazon.awssdk.services.emr.model.StepConfig;

/**
 * What a submission becomes for EMR: one step that starts {@code spark-submit} on the primary node,
 * by {@code command-runner.jar}. Pure. Everybody who may list the cluster's steps reads it, so that
 * there is no secret in it.
 *
 * @param name the step's name, which is the attempt's key
 * @param arguments {@code spark-submit} and what it is given
 */
record EmrRequestMapping(String name, List<String> arguments) {
  /** Runs a command of the primary node: "Run commands and scripts", EMR Management Guide. */
  static final String JAR = "command-runner.jar";

  /**
   * In the place of the id of a cluster that is only known when the request is sent. It is a valid
   * id in no account.
   */
  static final String SOME_CLUSTER = "CLUSTER_ID";

  /**
   * "The string values passed into HadoopJarStep object cannot exceed a total of 10240 characters":
   * AddJobFlowSteps, EMR API Reference.
   */
  static final int MOST_CHARACTERS = 10_240;

  /** Carries the hash of the order; {@code ListSteps} returns the arguments of a step. */
  private static final String REQUEST = "spark.outrider.request=";

  /** The option before it, and the hash. */
  private static final int CHARACTERS_OF_REQUEST = 6 + REQUEST.length() + 41;

  EmrRequestMapping {
    arguments = List.copyOf(arguments);
  }

  /**
   * @throws NotAcceptedException when the operator cannot give what is asked for, everybody on the
   *     platform could read a secret, or EMR would refuse the step
   */
  static EmrRequestMapping of(Submission submission, EmrTarget target) throws NotAcceptedException {
    target.refusals().refuseUnlisted(submission);
    List<String> options = new ArrayList<>(List.of("--name", submission.key().value()));
    EmrConf.of(submission, target)
        .forEach((name, value) -> options.addAll(List.of("--conf", name + "=" + value)));
    List<String> arguments =
        new ArrayList<>(List.of("spark-submit", "--deploy-mode", target.mode().id()));
    arguments.addAll(SparkSubmit.words(submission, options));
    int characters =
        JAR.length() + arguments.stream().mapToInt(String::length).sum() + CHARACTERS_OF_REQUEST;
    if (characters > MOST_CHARACTERS) {
      throw target
          .refusals()
          .of(
              submission,
              ("its request has %s characters, and EMR takes %s. Set fewer or shorter"
                      + " properties below 'spark.', variables and tags, or put the properties into"
                      + " the cluster's classification 'spark-defaults'.")
                  .formatted(characters, MOST_CHARACTERS));
    }
    return new EmrRequestMapping(submission.key().value(), arguments);
  }

  /** The same with the hash of its order. */
  EmrRequestMapping marked(String hash) {
    List<String> marked = new ArrayList<>(arguments);
    marked.addAll(1, List.of("--conf", REQUEST + hash));
    return new EmrRequestMapping(name, marked);
  }

  /** The hash among the arguments of a step; empty for a step of an earlier version. */
  static Optional<String> hash(List<String> arguments) {
    return arguments.stream()
        .filter(each -> each.startsWith(REQUEST))
        .map(each -> each.substring(REQUEST.length()))
        .findFirst();
  }

  /** As the SDK sends it. */
  AddJobFlowStepsRequest request(String cluster) {
    return AddJobFlowStepsRequest.builder()
        .jobFlowId(cluster)
        .steps(
            StepConfig.builder()
                .name(name)
                .actionOnFailure(ActionOnFailure.CONTINUE)
                .hadoopJarStep(HadoopJarStepConfig.builder().jar(JAR).args(arguments).build())
                .build())
        .build();
  }

  /** The JSON that is sent, on several lines. */
  String json(String cluster) {
    return RequestJson.lines(request(cluster));
  }

  /** What does the same on a primary node, as a line for a shell. */
  String sparkSubmit() {
    return ShellWord.line(arguments);
  }

  /**
   * What does the same by the AWS CLI, as a line for a shell.
   *
   * @param options of the CLI: {@code --region}
   */
  String awsCommand(List<String> options, String cluster) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("Type", "CUSTOM_JAR");
    step.put("Name", name);
    step.put("ActionOnFailure", "CONTINUE");
    step.put("Jar", JAR);
    step.put("Args", arguments);
    List<String> words = new ArrayList<>(List.of("aws", "emr", "add-steps"));
    words.addAll(options);
    words.addAll(List.of("--cluster-id", cluster, "--steps", RequestJson.line(List.of(step))));
    return ShellWord.line(words);
  }
}

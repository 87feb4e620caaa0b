// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.ShellLine;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that a plan shows ask for what the operator sends. */
class PastedCommandsTest {
  private static final String REGION = "eu-west-1";
  private static final String KEY_ID = "AKIALOOPBACK";
  private static final String SECRET = "hunter2-secret-7d1f";
  private static final Path AWS = Path.of("/usr/bin/aws");

  /** What a shell, and JSON in it, must be given in quotes. */
  private static final Submission STEP =
      Orders.order(Resources.unspecified(), Map.of("spark.a", "it's $HOME `x` \"y\" \\ \t é *"));

  @TempDir private Path folder;
  private LoopbackEmr emr;

  @BeforeEach
  void start() throws IOException {
    InstantSource clock = InstantSource.system();
    emr = new LoopbackEmr(REGION, KEY_ID, SECRET, new StubBackEnd(), new FaultScript(clock), clock);
  }

  @AfterEach
  void close() {
    emr.close();
  }

  private StepOperator operator(Map<String, String> more) {
    Map<String, String> given = new HashMap<>(more);
    given.put("endpoint", emr.address().toString());
    given.put("region", REGION);
    given.put("access-key-id", KEY_ID);
    given.put("secret-access-key", SECRET);
    EmrFlavor flavor = new EmrFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext("far", folder, folder, Map.of(), Clock.systemUTC()));
  }

  private StepOperator onCluster() {
    return operator(Map.of("cluster-id", emr.addCluster("nightly", "emr-7.9.0", 4)));
  }

  private StepOperator onItsOwn(String name) {
    return operator(name.equals("gpus") ? Transients.everything() : Transients.least());
  }

  @Test
  void theLineThatAddsAStepReadsBackAsTheRequestThatIsSent() throws Exception {
    try (StepOperator operator = onCluster()) {
      Map<String, List<String>> line = options(line(operator, "by the AWS CLI"), "add-steps");
      Ordered.submit(operator, STEP, () -> true);

      assertThat(line).containsEntry("--endpoint-url", List.of(emr.address().toString()));
      Map<String, Object> step = new TreeMap<>(map(list(json(line, "--steps")).get(0)));
      assertThat(step.remove("Type")).isEqualTo("CUSTOM_JAR");
      step.put("HadoopJarStep", Map.of("Jar", step.remove("Jar"), "Args", step.remove("Args")));
      assertThat(Map.of("JobFlowId", line.get("--cluster-id").get(0), "Steps", List.of(step)))
          .isEqualTo(withoutHash(arrived("AddJobFlowSteps").get(0)));
    }
  }

  @Test
  void theLineForThePrimaryNodeReadsBackAsTheArgumentsThatAreSent() throws Exception {
    try (StepOperator operator = onCluster()) {
      List<String> words = ShellLine.words(line(operator, "on the cluster's primary node"));
      Ordered.submit(operator, STEP, () -> true);

      Map<String, Object> sent = withoutHash(arrived("AddJobFlowSteps").get(0));
      assertThat(map(map(list(sent.get("Steps")).get(0)).get("HadoopJarStep")).get("Args"))
          .isEqualTo(words);
    }
  }

  /** What each option becomes: "create-cluster", AWS CLI Command Reference. */
  @ParameterizedTest
  @ValueSource(strings = {"least", "gpus"})
  void theLineThatMakesAClusterReadsBackAsTheRequestThatIsSent(String name) throws Exception {
    try (StepOperator operator = onItsOwn(name)) {
      Map<String, List<String>> line =
          options(line(operator, "cluster by the AWS CLI"), "create-cluster");
      Ordered.submit(operator, STEP, () -> true);

      Map<String, Object> request = new TreeMap<>();
      request.put("Name", line.get("--name").get(0));
      request.put("ReleaseLabel", line.get("--release-label").get(0));
      request.put("ServiceRole", line.get("--service-role").get(0));
      Map.of("--log-uri", "LogUri", "--security-configuration", "SecurityConfiguration")
          .forEach(
              (option, member) -> {
                if (line.containsKey(option)) {
                  request.put(member, line.get(option).get(0));
                }
              });
      request.put("Applications", pairs(line.get("--applications")).toList());
      request.put(
          "Tags",
          line.get("--tags").stream()
              .map(each -> each.split("=", 2))
              .map(each -> Map.of("Key", each[0], "Value", each[1]))
              .toList());
      request.put(
          "StepConcurrencyLevel", Integer.valueOf(line.get("--step-concurrency-level").get(0)));
      request.put(
          "AutoTerminationPolicy",
          Map.of(
              "IdleTimeout",
              Integer.valueOf(
                  line.get("--auto-termination-policy").get(0).replace("IdleTimeout=", ""))));
      Map<String, Object> attributes = map(json(line, "--ec2-attributes"));
      request.put("JobFlowRole", attributes.get("InstanceProfile"));
      Map<String, Object> instances = new TreeMap<>();
      instances.put("InstanceFleets", json(line, "--instance-fleets"));
      instances.put("KeepJobFlowAliveWhenNoSteps", !line.containsKey("--auto-terminate"));
      instances.put("TerminationProtected", !line.containsKey("--no-termination-protected"));
      Map.of("KeyName", "Ec2KeyName", "SubnetIds", "Ec2SubnetIds")
          .forEach(
              (attribute, member) -> {
                if (attributes.containsKey(attribute)) {
                  instances.put(member, attributes.get(attribute));
                }
              });
      request.put("Instances", instances);
      if (line.containsKey("--configurations")) {
        request.put("Configurations", json(line, "--configurations"));
        request.put(
            "BootstrapActions",
            list(json(line, "--bootstrap-actions")).stream()
                .map(PastedCommandsTest::bootstrapAction)
                .toList());
      }
      assertThat(request).isEqualTo(arrived("RunJobFlow").get(0));
    }
  }

  private static Map<String, Object> bootstrapAction(Object shown) {
    Map<String, Object> script = new TreeMap<>(map(shown));
    return Map.of("Name", script.remove("Name"), "ScriptBootstrapAction", script);
  }

  @Test
  void debiansAwsCliAddsTheStepThatTheOperatorAdds() throws Exception {
    assumeTrue(Files.isExecutable(AWS), "no " + AWS);
    try (StepOperator operator = onCluster()) {
      Ordered.submit(operator, STEP, () -> true);
      run(line(operator, "by the AWS CLI"));

      List<Map<String, Object>> arrived = arrived("AddJobFlowSteps");
      assertThat(arrived).hasSize(2);
      assertThat(arrived.get(1)).isEqualTo(withoutHash(arrived.get(0)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"least", "gpus"})
  void debiansAwsCliMakesTheClusterThatTheOperatorMakes(String name) throws Exception {
    assumeTrue(Files.isExecutable(AWS), "no " + AWS);
    try (StepOperator operator = onItsOwn(name)) {
      Ordered.submit(operator, STEP, () -> true);
      run(line(operator, "cluster by the AWS CLI"));

      List<Map<String, Object>> arrived = arrived("RunJobFlow");
      assertThat(arrived).hasSize(2);
      // which the API defaults to: RunJobFlow, EMR API Reference
      assertThat(arrived.get(1).remove("VisibleToAllUsers")).isEqualTo(true);
      assertThat(arrived.get(1)).isEqualTo(arrived.get(0));
    }
  }

  private void run(String line) throws Exception {
    ShellLine.run(
        line,
        Map.of(
            "PATH",
            AWS.getParent() + ":/bin",
            "HOME",
            folder.toString(),
            "AWS_PAGER",
            "",
            "AWS_ACCESS_KEY_ID",
            KEY_ID,
            "AWS_SECRET_ACCESS_KEY",
            SECRET));
  }

  private static String line(StepOperator operator, String where) throws Exception {
    return operator.render(STEP).commands().stream()
        .filter(each -> each.where().equals(where))
        .map(RenderedRequest.Command::line)
        .findFirst()
        .orElseThrow();
  }

  /** The options of a line of the CLI, each with its values. */
  private static Map<String, List<String>> options(String line, String command) throws Exception {
    List<String> words = ShellLine.words(line);
    assertThat(words).startsWith("aws", "emr", command);
    Map<String, List<String>> options = new LinkedHashMap<>();
    List<String> values = null;
    for (String word : words.subList(3, words.size())) {
      if (word.startsWith("--")) {
        values = new ArrayList<>();
        assertThat(options.put(word, values)).as(word).isNull();
      } else {
        values.add(word);
      }
    }
    return options;
  }

  private static Stream<Map<String, String>> pairs(List<String> values) {
    return values.stream().map(each -> each.split("=", 2)).map(each -> Map.of(each[0], each[1]));
  }

  private static Object json(Map<String, List<String>> line, String option) {
    assertThat(line.get(option)).as(option).hasSize(1);
    return plain(Json.parse(line.get(option).get(0)));
  }

  /** The bodies of all requests of an operation. */
  private List<Map<String, Object>> arrived(String operation) {
    return emr.seen().stream()
        .filter(each -> each.startsWith(operation + "\n"))
        .map(each -> map(plain(Json.parse(each.substring(operation.length() + 1)))))
        .toList();
  }

  /** A request to add a step, but for the option that carries the hash of its order. */
  private static Map<String, Object> withoutHash(Map<String, Object> request) {
    List<Object> arguments =
        list(map(map(list(request.get("Steps")).get(0)).get("HadoopJarStep")).get("Args"));
    assertThat(arguments.remove(1)).isEqualTo("--conf");
    assertThat(arguments.remove(1).toString()).startsWith("spark.outrider.request=h");
    return request;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  /** Without the order of members, which says nothing. */
  private static Object plain(JsonValue value) {
    if (value.isObject()) {
      Map<String, Object> members = new TreeMap<>();
      for (JsonObject.Member each : value.asObject()) {
        members.put(each.getName(), plain(each.getValue()));
      }
      return members;
    }
    if (value.isArray()) {
      List<Object> values = new ArrayList<>();
      value.asArray().forEach(each -> values.add(plain(each)));
      return values;
    }
    if (value.isNumber()) {
      return value.asInt();
    }
    return value.isBoolean() ? (Object) value.asBoolean() : value.asString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the operator makes of answers, which here are written down; whether they are EMR's is not.
 */
class EmrOperatorTest {
  private final FaultScript faults = new FaultScript(InstantSource.system());
  private final Map<String, String> answers = new HashMap<>();
  private final Map<String, byte[]> objects = new LinkedHashMap<>();
  private FaultyHttpServer server;

  @TempDir Path work;

  @BeforeEach
  void startServer() throws IOException {
    server =
        new FaultyHttpServer(
            faults,
            request -> operation(request).equals("AddJobFlowSteps") ? Call.SUBMIT : Call.READ,
            (request, fault) -> answer(request));
    answers.put("ListSteps", "{\"Steps\":[]}");
    answers.put("AddJobFlowSteps", "{\"StepIds\":[\"s-1\"]}");
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private static String operation(Request request) {
    return request.header("X-Amz-Target").orElse("").replaceFirst(".*[.]", "");
  }

  private Reply answer(Request request) {
    if (operation(request).isEmpty()) {
      return s3(request);
    }
    return Reply.json(200, answers.getOrDefault(operation(request), "{}"));
  }

  private Reply s3(Request request) {
    byte[] object = objects.get(request.path());
    if (object != null) {
      return new Reply(200, Map.of("Content-Type", "binary/octet-stream"), object);
    }
    StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
    objects.keySet().stream()
        .map(path -> path.substring("/logs/".length()))
        .filter(key -> key.startsWith(request.query().get("prefix")))
        .forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
    return new Reply(
        200,
        Map.of("Content-Type", "application/xml"),
        xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8));
  }

  private StepOperator operator(String... more) {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "endpoint", server.address().toString(),
                "s3-endpoint", server.address().toString(),
                "region", "eu-west-1",
                "access-key-id", "AKIAOWN",
                "secret-access-key", "own-key"));
    for (int i = 0; i < more.length; i += 2) {
      given.put(more[i], more[i + 1]);
    }
    EmrFlavor flavor = new EmrFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext("far", work, work, Map.of(), Clock.systemUTC()));
  }

  @Test
  void aSparkAndAJavaThatAreSetWinAndNobodyIsAsked() throws Exception {
    try (StepOperator operator =
        operator("cluster-id", "j-1", "spark-line", "3.5.7_2.12", "java", "11")) {
      assertThat(operator.platform()).contains(new Platform("3.5.7_2.12", 11));
      assertThat(operator.render(Orders.order(Resources.unspecified(), Map.of())).notes())
          .contains(
              "Spark 3.5.7_2.12 ('step-operator.far.spark-line'), Java 11"
                  + " ('step-operator.far.java').");
    }
    assertThat(server.seen()).isEmpty();
  }

  private StepOperator onCluster() {
    return operator("cluster-id", "j-1");
  }

  private StepOperator onClustersOfRuns() {
    return operator(
        "release-label", "emr-7.9.0",
        "instance-profile", "p",
        "service-role", "r",
        "worker-instance-types", "m5.xlarge");
  }

  private void hasRelease(String label) {
    answers.put(
        "DescribeCluster", "{\"Cluster\":{\"Id\":\"j-1\",\"ReleaseLabel\":\"" + label + "\"}}");
  }

  @Test
  void onlyWhereClustersAreMadeIsThereOneToGiveBack() {
    try (StepOperator here = onCluster();
        StepOperator made = onClustersOfRuns()) {
      assertThat(here.keepsForRuns()).isFalse();
      assertThat(made.keepsForRuns()).isTrue();
    }
  }

  @Test
  void onlyStepsOfOneClusterAreLookedAtTogether() {
    try (StepOperator operator = onClustersOfRuns()) {
      String group = operator.statusGroup(new EmrHandle("j-1", "s-1").handle());

      assertThat(operator.statusGroup(new EmrHandle("j-1", "s-2").handle())).isEqualTo(group);
      assertThat(operator.statusGroup(new EmrHandle("j-2", "s-1").handle())).isNotEqualTo(group);
    }
  }

  @Test
  void thePlatformIsThatOfTheClustersRelease() throws Exception {
    hasRelease("emr-7.9.0");
    try (StepOperator operator = onCluster()) {
      assertThat(operator.platform()).contains(new Platform("3.5.5_2.12", 17));
      assertThat(operator.platform()).isPresent();
    }
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void aReleaseThatIsTooOldOrNotKnownIsSaid() {
    for (String label : List.of("emr-6.15.0", "emr-9.1.0")) {
      hasRelease(label);
      try (StepOperator operator = onCluster()) {
        assertThatThrownBy(operator::platform)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Cluster j-1 has release " + label);
      }
    }
  }

  @Test
  void aRequestIsShownAsItIsSentAndWithTheCommandsThatDoTheSame() throws Exception {
    try (StepOperator operator = onCluster()) {
      RenderedRequest request = operator.render(Orders.order(Resources.unspecified(), Map.of()));

      assertThat(request.title()).isEqualTo("AddJobFlowSteps to EMR in eu-west-1");
      assertThat(request.body()).contains("\"JobFlowId\": \"j-1\"");
      assertThat(request.commands())
          .extracting(RenderedRequest.Command::where)
          .containsExactly("by the AWS CLI", "on the cluster's primary node");
      assertThat(request.commands().get(1).line())
          .startsWith("spark-submit --deploy-mode cluster ");
      assertThat(request.notes())
          .containsExactly(
              "Spark of the release (table of 2026-11), Java of the release (table of 2026-11).");
      assertThat(server.seen()).isEmpty();
    }
  }

  @Test
  void aClusterThatIsNamedIsOnlyLookedUpWhenItIsNeeded() throws Exception {
    answers.put("ListClusters", "{\"Clusters\":[{\"Id\":\"j-7\",\"Name\":\"etl\"}]}");
    try (StepOperator operator = operator("cluster-name", "etl")) {
      assertThat(operator.render(Orders.order(Resources.unspecified(), Map.of())).body())
          .contains("\"JobFlowId\": \"CLUSTER_ID\"");
      assertThat(server.seen()).isEmpty();

      JobHandle job =
          Ordered.submit(operator, Orders.order(Resources.unspecified(), Map.of()), () -> true);

      assertThat(EmrHandle.of(job)).isEqualTo(new EmrHandle("j-7", "s-1"));
    }
  }

  @Test
  void beforeAStepWasSentAClusterThatIsNotFoundIsARefusalAndAfterItIsNot() throws Exception {
    answers.put("ListClusters", "{\"Clusters\":[]}");
    try (StepOperator operator = operator("cluster-name", "etl")) {
      assertThatThrownBy(
              () ->
                  Ordered.submit(
                      operator, Orders.order(Resources.unspecified(), Map.of()), () -> true))
          .isInstanceOfSatisfying(
              NotAcceptedException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION));
    }
    try (StepOperator operator = onCluster()) {
      faults.next(Call.SUBMIT, Fault.REPLY_LOST);
      assertThatThrownBy(
              () ->
                  Ordered.submit(
                      operator, Orders.order(Resources.unspecified(), Map.of()), () -> true))
          .isInstanceOf(OutcomeUnknownException.class);
    }
    try (StepOperator operator = operator("cluster-name", "etl")) {
      assertThatThrownBy(
              () ->
                  Ordered.submit(
                      operator, Orders.order(Resources.unspecified(), Map.of()), () -> true))
          .isInstanceOf(OutcomeUnknownException.class);
    }
  }

  @Test
  void whatCannotBeAskedIsNotKnown() {
    faults.always(Call.READ, Fault.UNAVAILABLE);
    try (StepOperator operator = onCluster()) {
      assertThat(operator.find(Orders.KEY)).isInstanceOf(FindResult.Unknown.class);
    }
    faults.clear();
    try (StepOperator operator = onCluster()) {
      assertThat(operator.find(Orders.KEY)).isInstanceOf(FindResult.NotThere.class);
    }
  }

  @Test
  void anAddressWhereNobodyIsIsSaidWithWhatToLookAt() {
    try (StepOperator operator =
        operator("cluster-id", "j-1", "endpoint", "http://127.0.0.1:" + closedPort())) {
      assertThatThrownBy(operator::platform)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("EMR has not answered: ")
          .hasMessageEndingWith("; look at 'endpoint', 'region' and 'proxy'")
          .hasMessageNotContainingAny("Attempt Count");
    }
  }

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneClusterIsNamedAndNoMore() {
    assertThatThrownBy(() -> operator().close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step-operator.far.cluster-id");
    assertThatThrownBy(() -> operator("cluster-id", "j-1", "cluster-name", "etl").close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step-operator.far.cluster-name");
  }

  @Test
  void theClustersLogsAreReadInOrderAndByPages() throws Exception {
    answers.put("DescribeCluster", "{\"Cluster\":{\"LogUri\":\"s3n://logs/emr/\"}}");
    put("steps/s-1/controller.gz", "begins");
    put("steps/s-1/stderr.gz", "Submitted application application_17_0042");
    put("steps/s-10/stderr.gz", "of another step");
    List<String> printed = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      printed.add("line " + i);
    }
    put("containers/application_17_0042/container_1/stdout.gz", String.join("\n", printed));
    put("containers/application_17_00421/container_1/stdout.gz", "of another application");
    JobHandle job = new EmrHandle("j-1", "s-1").handle();
    List<String> expected = new ArrayList<>();
    expected.add("begins");
    expected.add("Submitted application application_17_0042");
    expected.addAll(printed);

    List<String> read = new ArrayList<>();
    LogCursor from = LogCursor.START;
    Optional<LogPage> page;
    do {
      try (StepOperator operator = onCluster()) {
        page = Optional.of(operator.logs(job, from));
        read.addAll(page.get().lines());
        from = page.get().next();
      }
    } while (!page.get().lines().isEmpty());

    assertThat(read).isEqualTo(expected);
  }

  @Test
  void logsInAFolderThatIsNoUriAreRead() throws Exception {
    answers.put("DescribeCluster", "{\"Cluster\":{\"LogUri\":\"s3://logs/e m#r/\"}}");
    put("steps/s-1/stderr.gz", "hello");
    objects.put(
        "/logs/e m#r/j-1/steps/s-1/stderr.gz", objects.remove("/logs/emr/j-1/steps/s-1/stderr.gz"));

    try (StepOperator operator = onCluster()) {
      assertThat(operator.logs(new EmrHandle("j-1", "s-1").handle(), LogCursor.START).lines())
          .containsExactly("hello");
    }
  }

  @Test
  void aLogThatIsNotThereYetIsEmptyAndOneThatCannotBeReadIsNoAnswer() throws Exception {
    answers.put("DescribeCluster", "{\"Cluster\":{\"LogUri\":\"s3://logs/emr\"}}");
    JobHandle job = new EmrHandle("j-1", "s-1").handle();
    try (StepOperator operator = onCluster()) {
      assertThat(operator.logs(job, LogCursor.START).lines()).isEmpty();
      faults.always(Call.READ, Fault.REFUSED);
      assertThatThrownBy(() -> operator.logs(job, LogCursor.START))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("s-1");
    }
    answers.put("DescribeCluster", "{\"Cluster\":{}}");
    faults.clear();
    try (StepOperator operator = onCluster()) {
      assertThat(operator.logs(job, LogCursor.START).lines()).isEmpty();
    }
  }

  private void put(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
    objects.put("/logs/emr/j-1/" + name, bytes.toByteArray());
  }
}

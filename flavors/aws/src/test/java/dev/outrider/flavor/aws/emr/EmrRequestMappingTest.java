// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eclipsesource.json.Json;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkAndJava;
import dev.outrider.pipeline.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;

class EmrRequestMappingTest {
  private static final FlavorInfo FLAVOR =
      FlavorInfo.of("emr", "aws", "for tests")
          .can(
              Capability.GPU,
              Capability.MULTI_NODE,
              Capability.DRIVER_CORES,
              Capability.MEMORY_OVERHEAD);

  private static final SparkAndJava VERSIONS =
      new SparkAndJava(Optional.empty(), Optional.empty(), new Refusals("far"));

  private static final Resources ALL =
      Resources.unspecified()
          .executors(4)
          .cores(2)
          .memory("8g")
          .memoryOverhead("1g")
          .driverCores(3)
          .driverMemory("2g")
          .gpus(1);

  private static EmrRequestMapping request(
      DeployMode mode, Resources resources, Map<String, String> conf) throws Exception {
    EmrTarget target =
        new EmrTarget(
            FLAVOR,
            "far",
            VERSIONS,
            mode,
            Map.of("spark.a", "operator", "spark.b", "operator's"),
            false);
    return EmrRequestMapping.of(Orders.order(resources, conf), target);
  }

  private static final String HASH = "h" + "1".repeat(40);

  @Test
  void theRequestIsTheOneOfTheGoldenFile() throws Exception {
    EmrRequestMapping request = request(DeployMode.CLUSTER, ALL, Map.of("spark.a", "step"));

    assertThat(request.json("j-1")).isEqualTo(golden("all.json"));
  }

  @ParameterizedTest
  @CsvSource({"cluster, true", "client, false"})
  void theDriversCoresCanBeSetWhereTheDriverHasAContainer(String mode, boolean possible) {
    FlavorInfo operator =
        EmrFlavor.INFO.under(Settings.of(EmrFlavor.INFO.settings(), Map.of("deploy-mode", mode)));

    assertThat(operator.unsupported(Resources.unspecified().driverCores(3)).isEmpty())
        .isEqualTo(possible);
  }

  @Test
  void theNotesAreThoseOfTheGoldenFile() throws Exception {
    EmrRequestMapping request =
        request(DeployMode.CLUSTER, Resources.unspecified(), Map.of("spark.a", "it's $HOME"));

    assertThat(
            request.sparkSubmit()
                + "\n\n"
                + request.awsCommand(
                    List.of("--region", "eu-west-1"), EmrRequestMapping.SOME_CLUSTER))
        .isEqualTo(golden("commands.txt"));
  }

  @Test
  void theSdkSendsWhatIsShown() throws Exception {
    EmrRequestMapping request =
        request(DeployMode.CLUSTER, ALL, Map.of("spark.a", "quote \" tab \t \u00e9 \\ </a>"));
    Capture capture = new Capture();
    try (EmrClient client =
        EmrClient.builder()
            .httpClient(capture)
            .region(Region.EU_WEST_1)
            .endpointOverride(URI.create("http://127.0.0.1:1"))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "none")))
            .build()) {

      client.addJobFlowSteps(request.request("j-1"));
    }

    assertThat(Json.parse(capture.body)).isEqualTo(Json.parse(request.json("j-1")));
  }

  @Test
  void resourcesOfZeroGpusAskForNone() throws Exception {
    assertThat(request(DeployMode.CLUSTER, Resources.unspecified().gpus(0), Map.of()).sparkSubmit())
        .doesNotContain("gpu");
  }

  @Test
  void aSettingThatStartsTheJobAgainIsRefused() {
    assertThatThrownBy(
            () ->
                request(
                    DeployMode.CLUSTER,
                    Resources.unspecified(),
                    Map.of("spark.yarn.maxAppAttempts", "3")))
        .hasMessage(
            "Step 'shout' cannot run on 'far': 'spark.yarn.maxAppAttempts' is '3', which may start"
                + " the job twice. Leave it out: Outrider tries again itself.");
  }

  @Test
  void aStepThatDoesNotWaitForItsJobIsRefused() {
    assertThatThrownBy(
            () ->
                request(
                    DeployMode.CLUSTER,
                    Resources.unspecified(),
                    Map.of("spark.yarn.submit.waitAppCompletion", "false")))
        .hasMessage(
            "Step 'shout' cannot run on 'far': 'spark.yarn.submit.waitAppCompletion' is 'false',"
                + " which ends the step before its job. Leave it out.");
  }

  @Test
  void aSecretInTheConfIsRefusedAndNotShown() {
    for (Map.Entry<String, String> each :
        Map.of(
                "spark.my.password",
                "hunter2",
                "spark.driver.extraJavaOptions",
                "-Dmy.password=hunter2")
            .entrySet()) {
      assertThatThrownBy(
              () -> request(DeployMode.CLUSTER, Resources.unspecified(), Map.ofEntries(each)))
          .hasMessage(
              "Step 'shout' cannot run on 'far': everybody on the platform could read '"
                  + each.getKey()
                  + "'. Leave it out, and let the step ask for a secret:"
                  + " 'step-operator.far.secret.NAME'.");
    }
  }

  @Test
  void variablesOfADriverOnThePrimaryNodeAreRefused() {
    assertThatThrownBy(() -> request(DeployMode.CLIENT, Resources.unspecified(), Map.of()))
        .hasMessage(
            "Step 'shout' cannot run on 'far': it has the environment variables [LEVEL], which EMR"
                + " gives no driver on the primary node. Set 'step-operator.far.deploy-mode' to"
                + " cluster, or leave them out.");
  }

  @Test
  void theHashOfAnOrderIsAnOptionAmongTheArgumentsAndIsReadFromThem() throws Exception {
    EmrRequestMapping plain =
        request(DeployMode.CLUSTER, Resources.unspecified(), Map.of("spark.a", "b"));

    EmrRequestMapping marked = plain.marked(HASH);

    assertThat(marked.sparkSubmit())
        .isEqualTo(
            plain
                .sparkSubmit()
                .replaceFirst(
                    "^spark-submit ", "spark-submit --conf spark.outrider.request=" + HASH + " "));
    assertThat(EmrRequestMapping.hash(marked.arguments())).contains(HASH);
    assertThat(EmrRequestMapping.hash(plain.arguments())).isEmpty();
  }

  @Test
  void argumentsBeyondWhatEmrTakesAreRefused() throws Exception {
    int used =
        EmrRequestMapping.JAR.length()
            + request(DeployMode.CLUSTER, Resources.unspecified(), Map.of("spark.long", ""))
                .marked(HASH)
                .arguments()
                .stream()
                .mapToInt(String::length)
                .sum();
    String longest = "a".repeat(EmrRequestMapping.MOST_CHARACTERS - used);

    assertThat(
            request(DeployMode.CLUSTER, Resources.unspecified(), Map.of("spark.long", longest))
                .sparkSubmit())
        .contains(longest);
    assertThatThrownBy(
            () ->
                request(
                    DeployMode.CLUSTER,
                    Resources.unspecified(),
                    Map.of("spark.long", longest + "a")))
        .hasMessageStartingWith(
            "Step 'shout' cannot run on 'far': its request has 10241 characters, and EMR takes"
                + " 10240.");
  }

  @Test
  void aStoreWhosePathNoListOfJarsCanNameIsRefused() {
    Submission good = Orders.order(Resources.unspecified(), Map.of());
    Submission odd =
        new Submission(
            good.key(),
            good.context(),
            good.contextUri(),
            new BundleFiles(
                URI.create("s3://acme/a/app.jar"),
                "acme.Main",
                List.of(URI.create("s3://acme/%5Bv1%5D/user.jar"))),
            good.resources(),
            good.conf(),
            good.environment(),
            good.labels());
    EmrTarget target = new EmrTarget(FLAVOR, "far", VERSIONS, DeployMode.CLUSTER, Map.of(), false);

    assertThatThrownBy(() -> EmrRequestMapping.of(odd, target))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'far': the bundle's file /[v1]/user.jar has a '[' in its"
                + " path, which spark-submit does not take as a part of a name in its list of jars."
                + " Set 'artifact-store' to a place without it.");
  }

  @Test
  void aTagOfTheUsersIsKeptBesideTheKey() throws Exception {
    assertThat(
            request(DeployMode.CLUSTER, Resources.unspecified(), Map.of("spark.yarn.tags", "red"))
                .arguments())
        .contains("spark.yarn.tags=" + Orders.KEY + ",red");
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = EmrRequestMappingTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }
  }

  /** Answers each request as EMR does, and keeps its body. */
  private static final class Capture implements SdkHttpClient {
    private String body;

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      try (InputStream sent = request.contentStreamProvider().orElseThrow().newStream()) {
        body = new String(sent.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(200).build())
              .responseBody(
                  AbortableInputStream.create(
                      new ByteArrayInputStream(
                          "{\"StepIds\":[\"s-1\"]}".getBytes(StandardCharsets.UTF_8))))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }
}

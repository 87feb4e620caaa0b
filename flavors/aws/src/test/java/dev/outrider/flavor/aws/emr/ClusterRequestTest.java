// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;

/** What makes a cluster: the request, and the command that does the same. */
class ClusterRequestTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/outrider/flavor/aws/emr");
  private static final String REGION = "eu-west-1";

  private static TransientSettings settings(String name) {
    return name.equals("gpus") ? Transients.gpus() : Transients.plain();
  }

  private static ClusterRequest request(TransientSettings settings, int gpus)
      throws NotAcceptedException {
    Submission order = Orders.order(Resources.unspecified().gpus(gpus), Map.of());
    return ClusterRequest.of("r0k3v9m2x4q7t", order, "far", REGION, settings);
  }

  private static String shown(ClusterRequest request) {
    return RequestJson.lines(Map.of("RunJobFlow", request.request()))
        + "\n\n"
        + request.awsCommand(List.of("--region", REGION))
        + "\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gpus"})
  void theRequestAndTheCommandAreThoseOfTheGoldenFile(String name) throws Exception {
    String shown = shown(request(settings(name), name.equals("gpus") ? 1 : 0));
    String file = "cluster-" + name + ".txt";
    if (Boolean.getBoolean("outrider.write")) {
      Files.writeString(GOLDEN.resolve(file), shown);
    }

    assertThat(shown).isEqualTo(golden(file));
  }

  private static String golden(String file) throws IOException {
    try (InputStream in = ClusterRequestTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The loopback judges each request by the vendor's model. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "gpus"})
  void theRequestIsValidByTheModel(String name) throws Exception {
    InstantSource clock = InstantSource.system();
    try (LoopbackEmr emr =
            new LoopbackEmr(
                REGION, "AKIDTEST", "none", new StubBackEnd(), new FaultScript(clock), clock);
        EmrClient client =
            EmrClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .region(Region.EU_WEST_1)
                .endpointOverride(emr.address())
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIDTEST", "none")))
                .build()) {

      String id = client.runJobFlow(request(settings(name), 0).request()).jobFlowId();

      assertThat(emr.clusters("outrider-r0k3v9m2x4q7t-far")).containsExactly(id);
    }
  }

  @Test
  void moreGpusThanAMachineHasAreRefusedByThePlan() {
    assertThatThrownBy(() -> request(Transients.gpus(), 2))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'far': it asks for 2 GPUs for each executor, and of"
                + " 'step-operator.far.worker-instance-types' these have GPUs: {g4dn.2xlarge=1,"
                + " g5.2xlarge=1}. Set it to types that have as many, such as g5.2xlarge with 1 or"
                + " g5.12xlarge with 4.");
    assertThatThrownBy(() -> request(Transients.plain(), 1))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessageContaining("{m5.2xlarge=0}");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/**
 * What is made of S3's answers about regions and rights, which here are written down as S3's
 * reference has them.
 */
class BucketCheckTest {
  private static final URI STORE = URI.create("s3://acme/outrider/");
  private static final String REGION = "x-amz-bucket-region";

  private FaultyHttpServer server;
  private Reply list = listed("eu-west-1");
  private Reply head = new Reply(200, Map.of(), new byte[0]);

  @BeforeEach
  void startServer() throws IOException {
    server =
        new FaultyHttpServer(
            new FaultScript(InstantSource.system()),
            request -> Call.READ,
            (request, fault) -> request.method().equals("HEAD") ? head : list);
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private static Reply listed(String region) {
    return xml(
            200,
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>outrider/a</Key>"
                + "</Contents></ListBucketResult>")
        .with(REGION, region);
  }

  private static Reply error(int status, String code) {
    return xml(status, "<Error><Code>" + code + "</Code><Message>Not so.</Message></Error>");
  }

  private static Reply xml(int status, String text) {
    return new Reply(status, Map.of("Content-Type", "application/xml"), text.getBytes(UTF_8));
  }

  private List<Finding> findings() {
    List<Setting> declared = new ArrayList<>(AwsSettings.IDENTITY);
    declared.addAll(CommonSettings.NETWORK);
    Map<String, String> given =
        Map.of(
            "endpoint", server.address().toString(),
            "region", "eu-west-1",
            "access-key-id", "AKIAOWN",
            "secret-access-key", "own-key");
    try (AwsClients clients =
        new AwsClients(Settings.of(declared, given), Map.of(), "step-operator.far.")) {
      return new BucketCheck(
              clients.s3("endpoint", AwsRetryStrategy.doNotRetry()),
              "eu-west-1",
              new AwsUnasked("far", "s3-endpoint"))
          .findings(STORE);
    }
  }

  private static final String ELSEWHERE =
      "acme is in us-east-2, and clusters in eu-west-1. Set 'step-operator.far.region' to"
          + " us-east-2, or 'artifact-store' to a bucket of eu-west-1.";

  @Test
  void aBucketBesideTheClusterPassesAndOneObjectIsAskedFor() {
    assertThat(findings())
        .startsWith(
            Finding.passed("bucket", "acme is in eu-west-1, as clusters are, and may be listed."),
            Finding.passed("read", "Its objects may be read."));
    assertThat(server.seen()).hasSize(2);
    assertThat(server.seen().get(0).query())
        .containsEntry("prefix", "outrider/")
        .containsEntry("max-keys", "1");
    assertThat(server.seen().get(1).path()).isEqualTo("/acme/outrider/a");
  }

  @Test
  void aBucketOfAnotherRegionFailsHoweverS3SaysIt() {
    for (Reply each :
        List.of(
            listed("us-east-2"),
            error(301, "PermanentRedirect").with(REGION, "us-east-2"),
            error(400, "AuthorizationHeaderMalformed").with(REGION, "us-east-2"),
            error(403, "AccessDenied").with(REGION, "us-east-2"))) {
      list = each;

      assertThat(findings().get(0)).isEqualTo(Finding.failed("bucket", ELSEWHERE));
    }
  }

  @Test
  void whatMayNotBeSeenIsNotSeenWithTheRightThatIsMissing() {
    list = error(403, "AccessDenied").with(REGION, "eu-west-1");
    assertThat(findings())
        .singleElement()
        .satisfies(each -> assertThat(each.outcome()).isEqualTo(Finding.Outcome.NOT_SEEN))
        .satisfies(each -> assertThat(each.message()).contains("Allow s3:ListBucket;"));

    list = listed("eu-west-1");
    head = new Reply(403, Map.of(), new byte[0]);
    Finding read = findings().get(1);
    assertThat(read.outcome()).isEqualTo(Finding.Outcome.NOT_SEEN);
    assertThat(read.message()).contains("Allow s3:GetObject;");
  }

  @Test
  void anObjectThatIsGoneSaysNothingOfRights() {
    head = new Reply(404, Map.of(), new byte[0]);

    Finding read = findings().get(1);

    assertThat(read.outcome()).isEqualTo(Finding.Outcome.NOT_SEEN);
    assertThat(read.message()).doesNotContain("Allow");
  }

  @Test
  void thePageOfAProxyIsNoAnswer() {
    list =
        new Reply(200, Map.of("Content-Type", "text/html"), "<html>Sign in</html>".getBytes(UTF_8));

    assertThat(findings())
        .containsExactly(
            Finding.notSeen(
                "bucket",
                "AWS has not answered: the answer is no list of the objects at s3://acme/outrider/:"
                    + " look at 'endpoint' and 'proxy'."));
  }
}

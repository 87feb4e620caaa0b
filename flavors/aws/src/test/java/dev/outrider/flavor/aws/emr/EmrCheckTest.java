// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.aws.loopback.LoopbackAccount;
import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.aws.loopback.LoopbackSts;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.LoopbackS3;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} finds on the services of this machine, through the real clients. */
class EmrCheckTest {
  private static final String REGION = "eu-west-1";
  private static final URI STORE = URI.create("s3://acme/outrider/");
  private static final String ADA = "arn:aws:iam::123456789012:user/ada";

  @TempDir static Path buckets;
  private static LoopbackS3 s3;

  @TempDir Path work;
  private final LoopbackAccount account = new LoopbackAccount(InstantSource.system());
  private final FaultScript stsFaults = new FaultScript(InstantSource.system());
  private final FaultScript emrFaults = new FaultScript(InstantSource.system());
  private LoopbackSts sts;
  private LoopbackEmr emr;
  private String cluster;

  @BeforeAll
  static void startS3() throws IOException, InterruptedException {
    s3 = LoopbackS3.start(Path.of(System.getProperty("outrider.s3proxy.jar")), buckets);
    Path folder = Files.createDirectories(s3.bucket("acme").resolve("outrider"));
    Files.writeString(folder.resolve("marker"), "is read");
    s3.bucket("empty");
  }

  @AfterAll
  static void closeS3() throws InterruptedException {
    s3.close();
  }

  @BeforeEach
  void start() throws IOException {
    account.addUser("ada", LoopbackS3.KEY_ID, LoopbackS3.KEY);
    sts = new LoopbackSts(REGION, account, stsFaults, InstantSource.system());
    emr = new LoopbackEmr(REGION, account, new StubBackEnd(), emrFaults, InstantSource.system());
    cluster =
        emr.addCluster("nightly", "emr-7.9.0", 4, URI.create("s3://logs/emr/"), (to, bytes) -> {});
  }

  @AfterEach
  void close() {
    sts.close();
    emr.close();
  }

  private StepOperator operator(String... more) {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "endpoint",
                emr.address().toString(),
                "sts-endpoint",
                sts.address().toString(),
                "s3-endpoint",
                s3.address().toString(),
                "region",
                REGION,
                "access-key-id",
                LoopbackS3.KEY_ID,
                "secret-access-key",
                LoopbackS3.KEY,
                "cluster-id",
                cluster));
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1] == null) {
        given.remove(more[i]);
      } else {
        given.put(more[i], more[i + 1]);
      }
    }
    EmrFlavor flavor = new EmrFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext("far", work, work, Map.of(), Clock.systemUTC()));
  }

  private List<Finding> check(URI store, String... more) {
    try (StepOperator operator = operator(more)) {
      List<Finding> findings = operator.check(store);
      assertThat(findings)
          .extracting(Finding::message)
          .allSatisfy(
              message ->
                  assertThat(message)
                      .doesNotContain(LoopbackS3.KEY, "Attempt Count", " null.", " null,", " null ")
                      .endsWith(".")
                      .doesNotContain(".."));
      return findings;
    }
  }

  private List<Finding> check(String... more) {
    return check(STORE, more);
  }

  private static Finding of(String subject, List<Finding> findings) {
    List<Finding> found = findings.stream().filter(each -> each.subject().equals(subject)).toList();
    assertThat(found).as(subject + " of " + findings).hasSize(1);
    return found.get(0);
  }

  private static void assertFailed(String subject, List<Finding> findings, String... parts) {
    assertOutcome(Finding.Outcome.FAILED, subject, findings, parts);
  }

  private static void assertNotSeen(String subject, List<Finding> findings, String... parts) {
    assertOutcome(Finding.Outcome.NOT_SEEN, subject, findings, parts);
  }

  private static void assertOutcome(
      Finding.Outcome outcome, String subject, List<Finding> findings, String... parts) {
    Finding found = of(subject, findings);
    assertThat(found.outcome()).as(found.message()).isEqualTo(outcome);
    assertThat(found.message()).contains(parts);
  }

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everythingThatCanBeSeenIsSaidInTheOrderOfEveryFlavor() {
    assertThat(check())
        .containsExactly(
            Finding.passed("credentials", ADA + ", of account 123456789012."),
            Finding.passed(
                "cluster",
                "Cluster "
                    + cluster
                    + " is in the state WAITING, and runs 4 of its steps at once."),
            Finding.passed(
                "release",
                "Cluster "
                    + cluster
                    + " has release emr-7.9.0: Spark 3.5.5_2.12 (table of 2026-11), Java 17 (table of"
                    + " 2026-11)."),
            Finding.notSeen(
                "rights of jobs",
                "Its machines have the instance profile EMR_EC2_DefaultRole, EMR the role"
                    + " EMR_DefaultRole. What they allow is not asked for. Hold it against what"
                    + " 'outrider step-operator describe far --iam' prints."),
            Finding.notSeen(
                "quotas",
                "How often the account may call, and how many machines it may have, is not asked"
                    + " for. Look at Service Quotas of eu-west-1: Amazon EMR, and Amazon EC2."),
            Finding.passed("logs", "The cluster keeps them at s3://logs/emr/."),
            Finding.notSeen(
                "bucket",
                "acme is there, and may be listed; the answer does not say in which region it is."),
            Finding.passed("read", "Its objects may be read."),
            Finding.notSeen(
                "write",
                "Nothing is written to see it. Allow s3:PutObject; 'outrider step-operator describe"
                    + " far --iam' prints it all."));
  }

  @Test
  void aCheckChangesNothing() throws IOException {
    check();

    assertThat(emr.seen()).hasSize(1).allMatch(each -> each.startsWith("DescribeCluster"));
    try (var files = Files.walk(s3.bucket("acme"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void credentialsThatAreNotThereWrongOrExpiredFailAndNothingElseIsAsked() {
    List<Finding> none =
        check("access-key-id", null, "secret-access-key", null, "profile", "of-nobody");
    assertFailed("credentials", none, "of-nobody", "'step-operator.far.profile'");
    List<Finding> wrong = check("secret-access-key", "other");
    assertFailed("credentials", wrong, "does not match", "'step-operator.far.access-key-id'");
    stsFaults.next(Call.READ, Fault.EXPIRED);
    List<Finding> expired = check();
    assertFailed("credentials", expired, "is expired", "Sign in anew");

    for (List<Finding> each : List.of(none, wrong, expired)) {
      assertThat(each)
          .extracting(Finding::subject)
          .containsExactly("credentials", "cluster", "quotas", "bucket");
      assertNotSeen("cluster", each, "not asked for before AWS knows who asks");
      assertNotSeen("bucket", each, "not asked for before AWS knows who asks");
    }
    assertThat(emr.seen()).isEmpty();
  }

  @Test
  void anStsThatDoesNotAnswerIsNoVerdictOnTheCredentials() {
    stsFaults.always(Call.READ, Fault.UNAVAILABLE);

    List<Finding> findings = check();

    assertNotSeen("credentials", findings, "AWS has not answered: ", "503");
    assertThat(of("cluster", findings).outcome()).isEqualTo(Finding.Outcome.PASSED);
    assertNotSeen(
        "credentials",
        check("sts-endpoint", "http://127.0.0.1:" + closedPort()),
        "look at 'sts-endpoint', 'region' and 'proxy'");
  }

  @Test
  void answersThatDoNotComeAreGivenUpInTime() {
    stsFaults.always(Call.READ, Fault.HANG);
    emrFaults.always(Call.READ, Fault.HANG);
    Instant before = Instant.now();

    List<Finding> findings = check("request-timeout", "200ms");

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertNotSeen("credentials", findings, "AWS has not answered: ");
    assertNotSeen("cluster", findings, "AWS has not answered: ");
    assertThat(of("read", findings).outcome()).isEqualTo(Finding.Outcome.PASSED);
    stsFaults.clear();
    emrFaults.clear();
  }

  @Test
  void aRoleIsAssumedAndAsksThen() {
    String role = account.addRole("outrider", Optional.of("acme-7"));

    List<Finding> findings = check("assume-role", role, "external-id", "acme-7");

    assertThat(of("credentials", findings).message()).startsWith(ADA);
    assertThat(of("acting as", findings)).isEqualTo(Finding.passed("acting as", role + "."));
    assertThat(of("cluster", findings).outcome()).isEqualTo(Finding.Outcome.PASSED);
  }

  @Test
  void aRoleThatMayNotBeAssumedFailsAndTheSettingsAreNamed() {
    String role = account.addRole("outrider", Optional.of("acme-7"));

    List<Finding> findings = check("assume-role", role, "external-id", "acme-8");

    assertFailed(
        "acting as",
        findings,
        "User: " + ADA + " is not authorized to perform: sts:AssumeRole on resource: " + role,
        "'step-operator.far.assume-role'",
        "'step-operator.far.external-id'");
    assertNotSeen("cluster", findings, "not asked for");
    assertThat(emr.seen()).isEmpty();
  }

  @Test
  void aRoleOfWhichStsSaysNothingIsNotSeen() {
    String role = account.addRole("outrider", Optional.empty());
    stsFaults.always(Call.READ, Fault.UNAVAILABLE);

    List<Finding> findings = check("assume-role", role);

    assertNotSeen("acting as", findings, "AWS has not answered: ", "503");
    assertThat(emr.seen()).isEmpty();
  }

  @Test
  void whatMayNotBeAskedIsNotSeenWithTheRightThatIsMissing() {
    account.deny("elasticmapreduce:DescribeCluster");
    List<Finding> byId = check();
    account.deny("elasticmapreduce:ListClusters");
    List<Finding> byName = check("cluster-id", null, "cluster-name", "nightly");

    assertNotSeen(
        "cluster",
        byId,
        "is not authorized to perform: elasticmapreduce:DescribeCluster",
        "Allow elasticmapreduce:DescribeCluster; 'outrider step-operator describe far --iam'");
    assertNotSeen("cluster", byName, "Allow elasticmapreduce:ListClusters;");
    for (List<Finding> each : List.of(byId, byName)) {
      assertThat(each)
          .extracting(Finding::subject)
          .doesNotContain("release", "rights of jobs", "logs")
          .contains("bucket", "read");
    }
  }

  @Test
  void aClusterThatEmrDoesNotKnowFails() {
    assertFailed(
        "cluster",
        check("cluster-id", "j-OTHER"),
        "EMR in eu-west-1 has no cluster j-OTHER of this account: ",
        "'step-operator.far.cluster-id'",
        "'step-operator.far.region'");
    assertFailed(
        "cluster",
        check("cluster-id", null, "cluster-name", "daily"),
        "No cluster that takes steps is named 'daily'.",
        "'step-operator.far.cluster-name'");
    assertThat(of("cluster", check("cluster-id", null, "cluster-name", "nightly")).message())
        .startsWith("Cluster " + cluster + " is in the state WAITING");
  }

  @Test
  void aClusterThatHasEndedFails() {
    emr.terminate(cluster);

    List<Finding> findings = check();

    assertFailed(
        "cluster",
        findings,
        "Cluster " + cluster + " is in the state TERMINATED (Terminated by user request)",
        "'step-operator.far.cluster-id' to one that runs");
    assertThat(findings).extracting(Finding::subject).doesNotContain("release", "logs");
  }

  @Test
  void anEmrThatIsNotThereFailsAndOneThatIsBusyIsNotSeen() {
    assertFailed(
        "cluster",
        check("endpoint", "http://127.0.0.1:" + closedPort()),
        "EMR in eu-west-1 has not answered: ",
        "look at 'endpoint', 'region' and 'proxy'");
    emrFaults.always(Call.READ, Fault.THROTTLED);
    assertNotSeen("cluster", check(), "AWS has not answered: Rate exceeded");
    emrFaults.always(Call.READ, Fault.GARBAGE);
    assertNotSeen("cluster", check(), "AWS has not answered: ");
    emrFaults.always(Call.READ, Fault.EXPIRED);
    assertFailed("cluster", check(), "is expired");
  }

  @Test
  void aReleaseThatIsTooOldOrNotKnownFails() {
    assertFailed(
        "release",
        check("cluster-id", emr.addCluster("old", "emr-6.15.0", 1)),
        "has release emr-6.15.0, whose Java 8 is too old. Use a cluster of the line emr-7.");
    assertFailed(
        "release",
        check("cluster-id", emr.addCluster("new", "emr-9.1.0", 1)),
        "has release emr-9.1.0, which is not in this Outrider's table of 2026-11. Set"
            + " 'step-operator.far.spark-line' and 'step-operator.far.java' to what it has.");
  }

  @Test
  void aSparkAndAJavaThatAreSetPassForAnyRelease() {
    assertThat(
            of(
                    "release",
                    check(
                        "cluster-id",
                        emr.addCluster("new", "emr-9.1.0", 1),
                        "spark-line",
                        "4.1.3_2.13",
                        "java",
                        "17"))
                .message())
        .endsWith(
            " has release emr-9.1.0: Spark 4.1.3_2.13 ('step-operator.far.spark-line'), Java 17"
                + " ('step-operator.far.java').");
  }

  @Test
  void logsThatAreNotKeptAreNotSeenAndThoseThatAreElsewhereFail() {
    String without = emr.addCluster("without", "emr-7.9.0", 1);
    assertNotSeen("logs", check("cluster-id", without), "of a job that never started nothing");
    assertFailed(
        "logs",
        check("log-uri", "s3://other/emr"),
        "The cluster keeps them at s3://logs/emr/, and 'step-operator.far.log-uri' is"
            + " s3://other/emr. Take the setting away, or correct it.");
    assertThat(of("logs", check("log-uri", "s3://logs/emr")).outcome())
        .isEqualTo(Finding.Outcome.PASSED);
  }

  @Test
  void aBucketThatIsNotThereFailsAndOneWithoutObjectsCannotShowThatItIsRead() {
    assertFailed(
        "bucket",
        check(URI.create("s3://nowhere/outrider/")),
        "There is no bucket nowhere. Make it in eu-west-1, or set 'artifact-store' to another.");
    List<Finding> empty = check(URI.create("s3://empty/outrider/"));
    assertNotSeen("bucket", empty, "empty is there, and may be listed");
    assertNotSeen("read", empty, "s3://empty/outrider/ has no object yet");
  }

  @Test
  void anArtifactStoreThatIsNotInS3Fails() {
    assertFailed("bucket", check(URI.create("file:/store/")), "file:/store/", "'artifact-store'");
  }

  @Test
  void anS3ThatIsNotThereIsNotSeen() {
    List<Finding> findings = check("s3-endpoint", "http://127.0.0.1:" + closedPort());

    assertNotSeen(
        "bucket",
        findings,
        "AWS has not answered: ",
        "look at 's3-endpoint', 'region' and 'proxy'");
    assertThat(findings).extracting(Finding::subject).doesNotContain("read", "write");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.aws.loopback.LoopbackAccount;
import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.aws.loopback.LoopbackSts;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EMR asked as a role whose owner wants an external id, from the settings to the service. */
class AssumedRoleTest {
  private static final String REGION = "eu-west-1";
  private static final String SECRET = "hunter2-secret-7d1f";

  @TempDir Path work;
  private final LoopbackAccount account = new LoopbackAccount(InstantSource.system());
  private final String role = account.addRole("outrider", Optional.of("acme-7"));
  private LoopbackSts sts;
  private LoopbackEmr emr;
  private String cluster;

  @BeforeEach
  void start() throws IOException {
    InstantSource clock = InstantSource.system();
    account.addUser("ada", "AKIAADA", SECRET);
    sts = new LoopbackSts(REGION, account, new FaultScript(clock), clock);
    emr = new LoopbackEmr(REGION, account, new StubBackEnd(), new FaultScript(clock), clock);
    cluster = emr.addCluster("nightly", "emr-7.9.0", 4);
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
                "region",
                REGION,
                "access-key-id",
                "AKIAADA",
                "secret-access-key",
                SECRET,
                "assume-role",
                role));
    given.put("cluster-name", "nightly");
    for (int i = 0; i < more.length; i += 2) {
      given.put(more[i], more[i + 1]);
    }
    EmrFlavor flavor = new EmrFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext("far", work, work, Map.of(), Clock.systemUTC()));
  }

  @Test
  void theRoleAsksAndItIsAssumedOnce() throws Exception {
    try (StepOperator operator = operator("external-id", "acme-7")) {
      assertThat(operator.platform()).contains(new Platform("3.5.5_2.12", 17));
    }

    assertThat(sts.seen()).hasSize(1);
    assertThat(emr.calls("ListClusters")).isEqualTo(1);
    assertThat(emr.seen()).hasSize(2).last().asString().contains(cluster);
  }

  @Test
  void aWrongExternalIdIsRefusedWithTheSettingsToLookAt() {
    for (StepOperator each : new StepOperator[] {operator("external-id", "acme-8"), operator()}) {
      try (StepOperator operator = each) {
        assertThatThrownBy(operator::platform)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(
                "arn:aws:iam::123456789012:user/ada is not authorized to perform: sts:AssumeRole"
                    + " on resource: "
                    + role)
            .hasMessageEndingWith("; look at 'assume-role' and 'external-id'");
        assertThatThrownBy(
                () ->
                    Ordered.submit(
                        operator, Orders.order(Resources.unspecified(), Map.of()), () -> true))
            .isInstanceOfSatisfying(
                NotAcceptedException.class,
                e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION))
            .hasMessageContaining("'external-id'");
      }
    }
    assertThat(emr.seen()).isEmpty();
  }

  @Test
  void aKeyOfTheRoleThatHasEndedIsRefusedByEmr() throws Exception {
    try (StepOperator operator = operator("external-id", "acme-7")) {
      operator.platform();
      account.endSessions();

      assertThatThrownBy(() -> operator.status(Set.of(new EmrHandle(cluster, "s-1").handle())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is expired");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.SampleOrders;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchOperatorTest {

  @TempDir Path work;
  private BatchPlatform platform;
  private StepOperator operator;
  private Order order;

  @BeforeEach
  void open() throws Exception {
    platform = new BatchPlatform();
    operator =
        platform
            .flavor()
            .open(
                Settings.of(platform.flavor().info().settings(), platform.settings()),
                new OperatorContext("toy", work, work, Map.of(), Clock.systemUTC()));
    order =
        Ordered.of(
            operator,
            SampleOrders.in(URI.create("file:///store/"), Resources.unspecified(), Map.of()));
  }

  @AfterEach
  void close() {
    operator.close();
    platform.close();
  }

  @Test
  void aJobThatIsListedLateAfterALostReplyIsAdoptedWithItsHash() throws Exception {
    platform.listAfter(Duration.ofSeconds(20));
    platform.faults().orElseThrow().next(Call.SUBMIT, Fault.REPLY_LOST);

    assertThatThrownBy(() -> operator.submit(order, () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(operator.find(SampleOrders.KEY)).isEqualTo(new FindResult.NotThere());
    assertThatThrownBy(() -> operator.submit(order, () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage(
            SampleOrders.KEY
                + " may have been sent before, and the platform may not show it yet: Outrider"
                + " sends it again only after it has not found it for 30 s");

    platform.pass(operator.settling());
    FindResult.Found job = operator.submit(order, () -> true);
    assertThat(job.request()).isEqualTo(Optional.of(order.hash()));
    assertThat(operator.find(SampleOrders.KEY)).isEqualTo(job);
    assertThat(platform.jobs(SampleOrders.KEY)).isEqualTo(1);
  }

  @Test
  void aCallerThatIsNotKnownIsToldWhatToSet() {
    platform.faults().orElseThrow().always(Call.READ, Fault.EXPIRED);

    assertThatThrownBy(operator::platform)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The platform of 'toy' answers 401, the credentials have expired. Set"
                + " 'step-operator.toy.token'.");
  }
}

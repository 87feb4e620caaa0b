// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.Order;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.SampleOrders;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkedRequestTest {

  record Request(String name, Map<String, String> labels, List<String> words) {}

  @Test
  void aRequestIsSentAsItWasWrittenWithItsHashAmongItsLabels() {
    Request written = new Request("ä \"b\"", Map.of("team", "red"), List.of("one", "two"));
    Order order =
        Order.of(
            SampleOrders.in(URI.create("file:///store/"), Resources.unspecified(), Map.of()),
            new RenderedRequest("title", JsonForm.write(written, Request.class, ""), List.of()));

    assertThat(JsonForm.read(MarkedRequest.of(order, "labels"), Request.class, ""))
        .isEqualTo(
            new Request(
                written.name(), Map.of("team", "red", Order.TAG, order.hash()), written.words()));
  }
}

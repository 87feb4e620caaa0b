// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.Unsupported;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an order becomes: a request that is known before it is sent. */
abstract class RequestContract extends OperatorContract {

  @Test
  void equalOrdersGiveEqualRequests() throws Exception {
    Submission order = order(Play.succeeding());

    RenderedRequest first = operator().render(order);

    assertThat(operator().render(order(Play.succeeding()))).isEqualTo(first);
    assertThat(another().render(order)).isEqualTo(first);
    assertThat(first.title()).isNotBlank();
  }

  @Test
  void aRequestNamesItsAttempt() throws Exception {
    assertThat(operator().render(order(key(2), Play.succeeding())).body())
        .contains(key(2).value())
        .doesNotContain(key(1).value());
  }

  @Test
  void aFileThatARequestNamesIsAmongItsFiles() throws Exception {
    Submission order = order(Play.succeeding());
    String folder = order.contextUri().resolve(AttemptLayout.ORDER).resolve(".").toString();

    RenderedRequest request = operator().render(order);

    Matcher named =
        Pattern.compile(Pattern.quote(folder) + "([A-Za-z0-9._-]+)").matcher(request.body());
    while (named.find()) {
      assertThat(request.files()).containsKey(named.group(1));
    }
  }

  @Test
  void renderingAsksNobodyAndSubmitsNothing() throws Exception {
    operator();
    int calls = platform().faults().map(each -> each.calls()).orElse(0);

    operator().render(order(Play.succeeding()));

    assertThat(platform().faults().map(each -> each.calls()).orElse(0)).isEqualTo(calls);
    assertThat(platform().jobs(key(1))).isZero();
  }

  @Test
  void whatAnOperatorCanGiveIsInItsRequest() throws Exception {
    String plain = operator().render(order(Play.succeeding())).body();
    Map<String, Resources> asked = new LinkedHashMap<>(asked());
    asked.remove("gpus");
    asked.remove("gpu-type");
    for (String kind : info().gpuKinds()) {
      asked.put("gpu-type " + kind, Resources.unspecified().gpus(1).gpuType(kind));
    }
    asked.put("gpus", Resources.unspecified().gpus(3));
    for (Map.Entry<String, Resources> each : asked.entrySet()) {
      if (info().unsupported(each.getValue()).isEmpty()) {
        assertThat(operator().render(order(each.getValue())).body())
            .as("a request with " + each.getKey())
            .isNotEqualTo(plain);
      }
    }
  }

  @Test
  void whatAnOperatorCannotGiveIsRefusedAndNothingIsSubmitted() throws Exception {
    for (Map.Entry<String, Resources> each : asked().entrySet()) {
      List<Unsupported> unsupported = info().unsupported(each.getValue());
      if (unsupported.isEmpty()) {
        continue;
      }
      Submission order = order(each.getValue());
      NotAcceptedException refused =
          catchThrowableOfType(NotAcceptedException.class, () -> operator().render(order));
      assertThat(refused).as("rendering with " + each.getKey()).isNotNull();
      assertThat(refused.kind()).isEqualTo(FailureKind.CONFIGURATION);
      assertThat(refused).hasMessageContainingAll("'kit'", unsupported.get(0).reason());
      assertThat(submit(operator(), order).refused())
          .as("submitting with " + each.getKey())
          .isPresent();
      assertThat(platform().jobs(order.key())).isZero();
    }
  }

  /** By the key of the property; a kind of GPU that nobody has is among them. */
  private static Map<String, Resources> asked() {
    Map<String, Resources> asked = new TreeMap<>();
    asked.put("executors", Resources.unspecified().executors(3));
    asked.put("cores", Resources.unspecified().cores(3));
    asked.put("memory", Resources.unspecified().memory("3g"));
    asked.put("memory-overhead", Resources.unspecified().memoryOverhead("3g"));
    asked.put("driver-cores", Resources.unspecified().driverCores(3));
    asked.put("driver-memory", Resources.unspecified().driverMemory("3g"));
    asked.put("gpus", Resources.unspecified().gpus(3));
    asked.put("gpu-type", Resources.unspecified().gpus(1).gpuType("no-such-gpu"));
    return asked;
  }

  private Submission order(Resources resources) throws IOException {
    return order(key(1), Play.succeeding(), resources, Map.of(), Map.of(), Map.of());
  }

  @Test
  void aSettingThatLetsThePlatformStartAJobAgainIsRefused() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of("spark.yarn.maxAppAttempts", "3", "spark.driver.supervise", "true").entrySet()) {
      Submission order =
          order(
              key(1),
              Play.succeeding(),
              Resources.unspecified(),
              Map.ofEntries(each),
              Map.of(),
              Map.of());

      NotAcceptedException refused =
          catchThrowableOfType(NotAcceptedException.class, () -> operator().render(order));

      assertThat(refused).as(each.getKey()).isNotNull();
      assertThat(refused.kind()).isEqualTo(FailureKind.CONFIGURATION);
      assertThat(refused).hasMessageContaining(each.getKey());
    }
  }

  @Test
  void anOrderAtTheLimitsThatAreDeclaredIsAccepted() throws Exception {
    Map<String, String> variables = new TreeMap<>();
    Map<String, String> tags = new TreeMap<>();
    for (ProviderLimit each : info().limits()) {
      String longest = "a".repeat(each.most());
      switch (each.subject()) {
        case LABEL_NAME -> tags.put(longest, "a");
        case LABEL_VALUE -> tags.put("value", longest);
        case VARIABLE_NAME -> variables.put(longest.toUpperCase(java.util.Locale.ROOT), "a");
        case VARIABLE_VALUE -> variables.put("VALUE", longest);
        default -> {}
      }
    }
    Submission order =
        order(key(1), Play.succeeding(), Resources.unspecified(), Map.of(), variables, tags);

    awaitSuccess(Ordered.submit(operator(), order, OWNED));
  }

  @Test
  void everyLabelIsOnTheJob() throws Exception {
    needs(Power.LABELS);
    Submission order =
        order(
            key(1),
            Play.succeeding(),
            Resources.unspecified(),
            Map.of(),
            Map.of(),
            Map.of("team", "red"));

    awaitSuccess(Ordered.submit(operator(), order, OWNED));

    assertThat(platform().labels(key(1))).containsAllEntriesOf(order.labels());
  }
}

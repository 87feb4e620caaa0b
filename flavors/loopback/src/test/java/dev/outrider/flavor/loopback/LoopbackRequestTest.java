// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.pipeline.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopbackRequestTest {
  private static final FlavorInfo FLAVOR = new LoopbackFlavor().info();

  private static JobRequest request(Resources resources, Map<String, String> conf)
      throws NotAcceptedException {
    return LoopbackRequest.of(
        Orders.order(resources, conf),
        FLAVOR,
        "near",
        Map.of("spark.a", "operator", "spark.b", "x"));
  }

  @Test
  void anOrderBecomesARequestInFull() throws NotAcceptedException {
    Resources resources = Resources.unspecified().executors(4).memory("8g").gpus(1).gpuType("t4");

    assertThat(LoopbackRequest.text(request(resources, Map.of("spark.a", "step"))))
        .isEqualTo(
            """
            {
              "token": "r0k3v9m2x4q7t-shout-1-0123456789",
              "mainClass": "acme.Main",
              "application": "file:///store/app.jar",
              "jars": [
                "file:///store/user.jar"
              ],
              "arguments": [
                "--context",
                "file:///store/shout/1/context.json"
              ],
              "conf": {
                "spark.a": "step",
                "spark.b": "x"
              },
              "environment": {
                "LEVEL": "high"
              },
              "labels": {
                "step": "shout"
              },
              "machines": {
                "executors": 4,
                "memory": "8g",
                "gpus": 1,
                "gpuType": "t4"
              },
              "timeoutSeconds": 630
            }
            """);
  }

  @Test
  void aSettingThatStartsAJobAgainIsRefused() {
    assertThatThrownBy(
            () -> request(Resources.unspecified(), Map.of("spark.yarn.maxAppAttempts", "2")))
        .hasMessage(
            "Step 'shout' cannot run on 'near': 'spark.yarn.maxAppAttempts' is '2', which may start"
                + " the job twice. Leave it out: Outrider tries again itself.");
  }

  @Test
  void aSecretInTheConfIsRefusedAndNotShown() {
    assertThatThrownBy(
            () -> request(Resources.unspecified(), Map.of("spark.my.password", "hunter2")))
        .hasMessage(
            "Step 'shout' cannot run on 'near': everybody on the platform could read"
                + " 'spark.my.password'. Leave it out, and let the step ask for a secret:"
                + " 'step-operator.near.secret.NAME'.");
  }

  @Test
  void aSecretInAnOptionOfTheDriversJvmIsRefusedAndNotShown() {
    assertThatThrownBy(
            () ->
                request(
                    Resources.unspecified(),
                    Map.of("spark.driver.extraJavaOptions", "-Xss4m -Ddb.password=hunter2")))
        .hasMessage(
            "Step 'shout' cannot run on 'near': everybody on the platform could read"
                + " 'spark.driver.extraJavaOptions'. Leave it out, and let the step ask for a"
                + " secret: 'step-operator.near.secret.NAME'.");
  }

  @Test
  void aKindOfGpuThatThePlatformHasNotIsRefused() {
    assertThatThrownBy(() -> request(Resources.unspecified().gpus(1).gpuType("tpu"), Map.of()))
        .hasMessage(
            "Step 'shout' cannot run on 'near': it asks for GPUs of type 'tpu', but it has"
                + " [t4].");
  }
}

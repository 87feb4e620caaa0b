// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a driver ends that a cluster runs: what it is told is what the cluster goes by. */
class DriverOnClusterIT {
  private static final String MAIN = "dev.outrider.application.StepApplication";

  @TempDir Path folder;

  @Test
  void onAStandaloneWorkerItEndsWithItsCode() throws Exception {
    assertThat(exitCode("spark://127.0.0.1:7077")).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err"))).doesNotContain("Exception");
  }

  @Test
  void elsewhereItsMainThrows() throws Exception {
    assertThat(exitCode("yarn")).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("IllegalStateException: The step application ended with CONFIGURATION (2)");
  }

  /** Of an application that is told nothing, with the properties that a driver has there. */
  private int exitCode(String master) throws Exception {
    String classPath =
        System.getProperty("outrider.application.jar")
            + File.pathSeparator
            + SparkSubmit.builtHome().resolve("jars")
            + "/*";
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    classPath,
                    "-Dspark.submit.deployMode=cluster",
                    "-Dspark.master=" + master,
                    MAIN))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.RenderedRequest.Command;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  @TempDir private Path folder;

  @Test
  void aStepIsShownInOneOrderOnEveryPlatform() {
    StringWriter out = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(new StringWriter()),
            folder,
            Map.of(),
            folder,
            folder);

    new PlanCommand(terminal)
        .print(
            new PlanCommand.Shown(
                "flights",
                List.of(
                    new PlanCommand.Step(
                        "train",
                        Optional.of("far"),
                        List.of("clean"),
                        Optional.of("CreateJob of the platform: 4 machines"),
                        Optional.of("{\n  \"a\": 1\n}"),
                        Map.of("conf.json", "{}"),
                        List.of(
                            new Command("by curl", "curl 'http://platform'"),
                            new Command("by Spark", "spark-submit app.jar")),
                        List.of("A note."))),
                List.of()));

    terminal.out().flush();
    assertThat(out)
        .hasToString(
            """
            Pipeline 'flights'; nothing is submitted.

            train on far, after clean
              CreateJob of the platform: 4 machines
                {
                  "a": 1
                }
              file order/conf.json
                {}
              the same by curl:
                curl 'http://platform'
              the same by Spark:
                spark-submit app.jar
              A note.
            """);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import dev.outrider.packaging.WritePluginDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code step-operator check} and {@code describe --iam}, of an operator that sees what it is told
 * to see.
 */
class OperatorChecksTest {
  private static final String DESCRIPTOR =
      """
      flavors = toy
      content = 0a1b
      flavor.toy.class = acme.Toy
      flavor.toy.spi = SPI
      flavor.toy.integration = toys
      flavor.toy.notes = A toy.
      flavor.toy.stores = file
      flavor.toy.capabilities = cancel
      flavor.toy.settings = sees, spark, policies
      flavor.toy.setting.sees.type = text
      flavor.toy.setting.sees.default = platform
      flavor.toy.setting.sees.description = what it sees
      flavor.toy.setting.spark.type = text
      flavor.toy.setting.spark.default = 3.5.5_2.12
      flavor.toy.setting.spark.description = its Spark line; nothing for a platform that is not there
      flavor.toy.setting.policies.type = flag
      flavor.toy.setting.policies.default = true
      flavor.toy.setting.policies.description = whether it has policies
      """
          .replace("SPI", Integer.toString(WritePluginDescriptor.SPI));

  private static final String SOURCE =
      """
      package acme;

      import dev.outrider.flavor.*;
      import java.io.IOException;
      import java.net.URI;
      import java.util.*;

      public final class Toy implements Flavor {
        public FlavorInfo info() { throw new IllegalStateException("is read of the descriptor"); }

        public StepOperator open(Settings settings, OperatorContext context) {
          if (settings.required("sees").equals("bad settings")) {
            throw new IllegalArgumentException("'sees' is bad.");
          }
          return new ToyOperator(settings);
        }
      }

      record ToyOperator(Settings settings) implements StepOperator {
        public Optional<Platform> platform() throws IOException {
          if (settings.required("spark").equals("gone")) {
            throw new IOException("It has not answered.");
          }
          return Optional.of(new Platform(settings.required("spark"), 17));
        }

        public List<Finding> check(URI artifactStore) {
          return switch (settings.required("sees")) {
            case "platform" -> StepOperator.super.check(artifactStore);
            case "some" -> List.of(
                Finding.passed("bucket", "It is " + artifactStore.getScheme() + "."),
                Finding.notSeen("quota", "Nobody tells it."));
            default -> List.of(
                Finding.passed("credentials", "You are Ada."),
                Finding.failed("bucket", "There is none. Make one."),
                Finding.failed("role", "It is not yours. Ask for it."));
          };
        }

        public List<AccessPolicy> policies(URI artifactStore, Settings ofStore) {
          return settings.flag("policies")
              ? List.of(
                  new AccessPolicy("whoever runs Outrider", "{\\n  \\"allow\\": [\\"call\\"]\\n}", List.of("allow call")),
                  new AccessPolicy("the jobs", "roles/run", List.of()))
              : List.of();
        }

        public RenderedRequest render(Submission s) { throw new UnsupportedOperationException(); }
        public FindResult.Found submit(Order o, Ownership ownership) { throw new UnsupportedOperationException(); }
        public FindResult find(AttemptKey key) { throw new UnsupportedOperationException(); }
        public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) { return Map.of(); }
        public void requestCancel(JobHandle job) {}
        public LogPage logs(JobHandle job, LogCursor from) { return new LogPage(List.of(), from); }
        public void close() {}
      }
      """;

  @TempDir Path temporary;
  private PlainProject project;

  @BeforeEach
  void anOperatorThatSeesWhatItIsTold() throws IOException {
    project = new PlainProject(temporary).compile("Toy", SOURCE);
    Path classes = project.folder().resolve("classes");
    new PluginJar(DESCRIPTOR)
        .with(classes, "acme.Toy")
        .with(classes, "acme.ToyOperator")
        .writeTo(
            Files.createDirectories(project.folder().resolve("home/plugins")).resolve("toy.jar"));
    Files.writeString(
        project.folder().resolve("outrider.properties"), "step-operator.far.flavor = toy\n");
  }

  private Ended check(String... words) {
    return on("check", words);
  }

  private Ended on(String command, String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "step-operator";
    all[1] = command;
    all[2] = "far";
    System.arraycopy(words, 0, all, 3, words.length);
    return project.outrider(all);
  }

  private static String flat(String json) {
    return json.replaceAll("\\s+", " ").strip();
  }

  @Test
  void anOperatorThatSaysNoMoreIsCheckedByItsPlatform() {
    assertThat(check())
        .isEqualTo(
            new Ended(
                0,
                """
                pass  platform  Spark 3.5.5_2.12, Java 17.
                pass  bundle    Bundles can be made for Spark 3.5.5_2.12; whether a pipeline's classes suit it, and Java 17, its plan tells.
                Step operator 'far' can be used: Spark 3.5.5_2.12, Java 17.
                """,
                ""));
    assertThat(check("-Dstep-operator.far.spark=gone"))
        .isEqualTo(
            new Ended(
                1,
                "FAIL  platform  It has not answered.\n",
                "Step operator 'far' cannot be used: It has not answered.\n"));
  }

  @Test
  void whatCouldNotBeSeenIsSaidAndStopsNobody() {
    Ended ended = check("-Dstep-operator.far.sees=some");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .startsWith(
            """
            pass      bucket  It is file.
            not seen  quota   Nobody tells it.
            pass      bundle  Bundles can be made for Spark 3.5.5_2.12;""");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void everythingThatFailsIsInTheVerdict() {
    assertThat(check("-Dstep-operator.far.sees=trouble"))
        .isEqualTo(
            new Ended(
                1,
                """
                pass  credentials  You are Ada.
                FAIL  bucket       There is none. Make one.
                FAIL  role         It is not yours. Ask for it.
                """,
                "Step operator 'far' cannot be used: There is none. Make one. It is not yours. Ask"
                    + " for it.\n"));
  }

  @Test
  void whereNothingFailsAndThePlatformDoesNotAnswerTheOperatorCannotBeUsed() {
    assertThat(check("-Dstep-operator.far.sees=some", "-Dstep-operator.far.spark=gone"))
        .isEqualTo(
            new Ended(
                1,
                """
                pass      bucket  It is file.
                not seen  quota   Nobody tells it.
                """,
                "Step operator 'far' cannot be used: It has not answered.\n"));
  }

  @Test
  void aSparkThatNoBundleCanBeMadeForFails() {
    Ended ended = check("-Dstep-operator.far.spark=2.4.8_2.11");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out())
        .contains("FAIL  bundle    Outrider has no class list of Spark 2.4.8_2.11. Known are ");
    assertThat(ended.err())
        .startsWith("Step operator 'far' cannot be used: Outrider has no class list of Spark");
  }

  @Test
  void badSettingsAreNoFinding() {
    assertThat(check("-Dstep-operator.far.sees=bad settings"))
        .isEqualTo(new Ended(2, "", "Step operator 'far' cannot be used: 'sees' is bad.\n"));
  }

  @Test
  void findingsAreGivenAsJsonToo() {
    Ended good = check("-Dstep-operator.far.sees=some", "--output", "json");
    Ended bad = check("-Dstep-operator.far.sees=trouble", "--output", "json");

    assertThat(good.code()).isZero();
    assertThat(flat(good.out()))
        .startsWith(
            "{ \"stepOperator\": \"far\", \"good\": true, \"platform\": { \"sparkLine\":"
                + " \"3.5.5_2.12\", \"java\": 17 }, \"findings\": [ { \"outcome\": \"passed\","
                + " \"subject\": \"bucket\", \"message\": \"It is file.\" }, { \"outcome\":"
                + " \"not-seen\", \"subject\": \"quota\",");
    assertThat(bad.code()).isEqualTo(1);
    assertThat(flat(bad.out()))
        .startsWith("{ \"stepOperator\": \"far\", \"good\": false, \"findings\": [ {")
        .contains("{ \"outcome\": \"failed\", \"subject\": \"role\",")
        .endsWith("\"problem\": \"There is none. Make one. It is not yours. Ask for it.\" }");
    assertThat(bad.err()).isEmpty();
  }

  @Test
  void policiesArePrintedAsThePlatformTakesThem() {
    assertThat(on("describe", "--iam"))
        .isEqualTo(
            new Ended(
                0,
                """
                For whoever runs Outrider:
                {
                  "allow": ["call"]
                }
                allow call
                For the jobs:
                roles/run
                """,
                ""));
    assertThat(flat(on("describe", "--iam", "--output", "json").out()))
        .isEqualTo(
            "{ \"stepOperator\": \"far\", \"policies\": [ { \"title\": \"whoever runs Outrider\","
                + " \"policy\": { \"allow\": [ \"call\" ] }, \"commands\": [ \"allow call\" ] },"
                + " { \"title\": \"the jobs\", \"policy\": \"roles/run\", \"commands\": [] } ] }");
  }

  @Test
  void aFlavorWithoutPoliciesIsRefused() {
    assertThat(on("describe", "--iam", "-Dstep-operator.far.policies=false"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "outrider: Step operator 'far' of flavor 'toy' has no policies: its platform has no"
                    + " such form. Leave --iam out.\n"));
  }
}

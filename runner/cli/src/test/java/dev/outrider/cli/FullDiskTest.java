// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or read-only: the path is named, and what was written before is safe. */
class FullDiskTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.io.IOException;
      import java.io.OutputStream;
      import java.nio.file.*;

      public final class Disks {
        public record Small() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            return "small";
          }
        }

        public record Big() implements Step<Big.In, Path> {
          public record In(String small, int bytes) {}

          public Path run(In in, StepContext context) throws IOException {
            context.log().info("{} bytes", in.bytes());
            return Files.write(context.workFolder().resolve("big.bin"), new byte[in.bytes()]);
          }
        }

        /** Leaves no room on a disk, once. */
        public record Fill() implements Step<Fill.In, String> {
          public record In(String small, String disk) {}

          public String run(In in, StepContext context) throws IOException {
            Path filler = Path.of(in.disk(), "filler");
            if (Files.exists(Path.of(in.disk(), "enough"))) {
              return "not filled again";
            }
            try (OutputStream out = Files.newOutputStream(filler)) {
              while (true) {
                out.write(new byte[4096]);
              }
            } catch (IOException e) {
              return "filled";
            }
          }
        }

        public static final class BigOutput {
          public static Pipeline pipeline() {
            return Pipeline.define("big", p -> {
              var small = p.step("small", new Small());
              p.step("big", new Big())
                  .input(Big.In::small).from(small.output())
                  .input(Big.In::bytes).from(p.parameter("bytes", 200_000));
            });
          }
        }

        public static final class Filling {
          public static Pipeline pipeline() {
            return Pipeline.define("filling", p -> {
              var small = p.step("small", new Small());
              p.step("fill", new Fill())
                  .input(Fill.In::small).from(small.output())
                  .input(Fill.In::disk).from(p.parameter("disk", String.class));
            });
          }
        }
      }
      """;

  @TempDir Path temporary;
  private PlainProject project;

  @BeforeEach
  void project() throws IOException {
    project = new PlainProject(temporary).compile("Disks", SOURCE);
  }

  @Test
  void anOutputThatTheArtifactStoreHasNoRoomForFailsItsStepAndNamesTheFile() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(project.folder().resolve("disk"), 128)) {
      Ended ended = run("Disks$BigOutput", "-Dartifact-store=" + disk.folder());

      assertThat(ended.code()).isEqualTo(1);
      List<String> lines = ended.err().lines().toList();
      String file = disk.folder() + "/runs/r[0-9a-z]{12}/big/1/[0-9a-f]{8}/";
      String reason =
          "dev.outrider.artifact.DiskFullException: "
              + file
              + "outputs/output/big.bin: its disk is full; make room, or set 'artifact-store' to"
              + " another";
      assertThat(lines.get(0)).matches(reason);
      assertThat(lines.get(lines.size() - 2))
          .matches("Step 'big' failed \\(RESOURCE\\): " + reason);
      assertThat(lines.get(lines.size() - 1)).matches("Its log is in disk/runs/.*/logs");
      assertThat(ended.out()).contains("  small  succeeded after ").contains(" failed\n");
      // nothing is left of what had no room, and the step's log is kept
      try (var files = Files.walk(disk.folder())) {
        assertThat(files.map(each -> each.getFileName().toString()))
            .noneMatch(name -> name.contains("writing") || name.equals("big.bin"))
            .contains("result.json");
      }
      assertThat(outrider("runs", "logs", "big", "-Dartifact-store=" + disk.folder()).out())
          .contains(" INFO  200000 bytes\n");
      assertThat(outrider("runs", "show", "-Dartifact-store=" + disk.folder()).out())
          .contains("small  succeeded", "big    failed");
    }
  }

  @Test
  void anArtifactStoreThatIsFullFromTheBeginningFailsTheStepAndIsNamed() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(project.folder().resolve("disk"), 8)) {
      Files.write(disk.folder().resolve("filler"), new byte[8 << 10]);

      Ended ended = run("Disks$BigOutput", "-Dartifact-store=" + disk.folder());

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err())
          .matches(
              "Step 'big' failed \\(RESOURCE\\): the artifact store "
                  + disk.folder().toUri()
                  + " cannot be used: dev.outrider.artifact.DiskFullException: "
                  + disk.folder()
                  + "/runs/r[0-9a-z]{12}/big/1/context.json: its disk is full; make room, or set"
                  + " 'artifact-store' to another\n");
    }
  }

  @Test
  void anArtifactStoreThatCannotBeWrittenIsToldBeforeThereIsARun() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(project.folder().resolve("disk"), 8)) {
      disk.makeReadOnly();
      Files.writeString(project.folder().resolve("file"), "no folder");

      assertThat(run("Disks$BigOutput", "-Dartifact-store=disk"))
          .isEqualTo(
              refused(
                  "The artifact store "
                      + disk.folder()
                      + " cannot be written: it is read-only for this user. Set 'artifact-store' to"
                      + " a folder that can, or change its rights."));
      assertThat(run("Disks$BigOutput", "-Dartifact-store=disk/below"))
          .isEqualTo(
              refused(
                  "The artifact store "
                      + disk.folder()
                      + "/below cannot be written: "
                      + disk.folder()
                      + " is read-only for this user. Set 'artifact-store' to a folder that can, or"
                      + " change its rights."));
      assertThat(run("Disks$BigOutput", "-Dartifact-store=file"))
          .isEqualTo(
              refused(
                  "The artifact store "
                      + project.folder()
                      + "/file cannot be written: it is no folder. Set 'artifact-store' to a folder"
                      + " that can, or change its rights."));
      assertThat(project.folder().resolve(".outrider")).doesNotExist();
    }
  }

  @Test
  void aRunWhoseStoreGetsFullStopsAndIsGoneOnWithOnceThereIsRoom() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(project.folder().resolve("disk"), 1024)) {
      Path store = disk.folder().resolve("runs.db");
      String set = "-Drun-store=" + store;

      Ended ended =
          project.outriderProcess(
              "run",
              "Disks$Filling",
              "--class-path",
              "classes",
              "-P",
              "disk=" + disk.folder(),
              set);

      assertThat(ended.code()).isEqualTo(1);
      String run = ended.out().split(" ")[1];
      assertThat(ended.err())
          .isEqualTo(
              "outrider: The run store "
                  + store
                  + " cannot grow: its disk is full. This was not written, what was written before"
                  + " is safe: make room on the disk, then try again.\n"
                  + "Run "
                  + run
                  + " has stopped here, and its jobs have not: 'outrider runs attach "
                  + run
                  + "' goes on with it.\n");

      Files.delete(disk.folder().resolve("filler"));
      Files.createFile(disk.folder().resolve("enough"));
      assertThat(outrider("runs", "show", set).out()).contains("small  succeeded");
      Ended attached = outrider("runs", "attach", set);

      assertThat(attached.code()).as(attached.err()).isZero();
      assertThat(attached.out())
          .doesNotContain("small  started")
          .contains("fill   succeeded after ", "Run " + run + " succeeded\n");
    }
  }

  @Test
  void aRunStoreWithoutRoomForARunIsToldBeforeAnythingIsRun() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(project.folder().resolve("disk"), 1024)) {
      Path store = disk.folder().resolve("runs.db");
      String set = "-Drun-store=" + store;
      assertThat(run("Disks$BigOutput", set).code()).isZero();
      fill(disk.folder().resolve("filler"));

      Ended ended = run("Disks$BigOutput", set);

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err())
          .isEqualTo(
              "outrider: The run store "
                  + store
                  + " cannot grow: its disk is full. This was not written, what was written before"
                  + " is safe: make room on the disk, then try again.\n");
      Files.delete(disk.folder().resolve("filler"));
      assertThat(outrider("runs", "list", set).out().lines()).hasSize(2);
    }
  }

  private static void fill(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessage("No space left on device");
    }
  }

  private Ended run(String pipeline, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("run", pipeline));
    words.addAll(List.of("--class-path", "classes"));
    words.addAll(List.of(more));
    return outrider(words.toArray(String[]::new));
  }

  private Ended outrider(String... words) {
    return project.outrider(words);
  }

  private static Ended refused(String message) {
    return new Ended(2, "", "outrider: " + message + "\n");
  }
}

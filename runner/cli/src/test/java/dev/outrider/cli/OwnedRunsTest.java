// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.Machine;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run has one owner, and what the others may know of it and do. */
class OwnedRunsTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;

      public final class Waits {
        public record Wait() implements Step<Wait.In, String> {
          public record In(String folder) {}

          public String run(In in, StepContext context) throws Exception {
            Path folder = Path.of(in.folder());
            Files.writeString(folder.resolve("ran"), "");
            while (Files.exists(folder.resolve("wait"))) {
              Thread.sleep(20);
            }
            return "done";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("waits", p ->
              p.step("a", new Wait()).input(Wait.In::folder)
                  .from(p.parameter("folder", String.class)));
        }
      }
      """;

  /** A name that no resolver knows. */
  private static final Owner OTHER =
      new Owner("no-such-host.invalid", 4711, Optional.of("boot-0"), Optional.of("lost"));

  private static final Duration LEASE = Duration.ofSeconds(60);

  @TempDir Path temporary;
  private final AtomicLong nanos = new AtomicLong();
  private PlainProject project;

  @BeforeEach
  void compile() throws IOException {
    project =
        new PlainProject(temporary)
            .compile("Waits", SOURCE)
            .with(new Machine("here", Optional.of("boot-1"), nanos::get, LEASE));
  }

  @Test
  void aProcessThatHasLostItsRunEndsWith4AndSaysWhoHasIt() throws Exception {
    PlainProject.Ended lost = lostRun();

    assertThat(lost.code()).as(lost.err()).isEqualTo(ExitCode.DETACHED);
    assertThat(lost.err())
        .isEqualTo(
            "outrider: Run "
                + id()
                + " was taken over by process 4711 on no-such-host.invalid, and continues without"
                + " this one. 'outrider runs show "
                + id()
                + "' shows how it goes.\n");
    assertThat(owners()).isEmpty();
  }

  @Test
  void aRunOfAnotherBootIsListedWithTheAgeOfItsLeaseAndTakesNoTime() throws Exception {
    lostRun();

    PlainProject.Ended list = project.outrider("runs", "list");
    PlainProject.Ended show = project.outrider("runs", "show");

    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out()).containsPattern(id() + "  running, its lease is \\d+ s old  ");
    assertThat(show.out())
        .containsPattern(
            "\nIts owner, process 4711 on no-such-host.invalid, is under another boot or of an"
                + " earlier version; its lease is \\d+ s old\\.\n");
    assertThat(nanos).hasValue(0);
  }

  @Test
  void aRunOfAnotherBootIsTakenOnceItsLeaseHasNotBeenRenewedUnderItsTakersEyes() throws Exception {
    lostRun();
    project.with((Pause) time -> nanos.addAndGet(time.toNanos()));

    PlainProject.Ended attached = project.outrider("runs", "attach");

    assertThat(attached.code()).as(attached.err()).isZero();
    assertThat(attached.err())
        .startsWith(
            "The owner of run "
                + id()
                + ", process 4711 on no-such-host.invalid, is under another boot or of an earlier"
                + " version: watching for 60 s whether it renews its lease\n");
    assertThat(nanos).hasValue(LEASE.toNanos());
    assertThat(owners()).isEmpty();
  }

  @Test
  void aRunOfAnotherBootWhoseLeaseIsRenewedIsLeftAlone() throws Exception {
    lostRun();
    String id = id();
    project.with(
        (Pause)
            time -> {
              nanos.addAndGet(LEASE.dividedBy(2).toNanos());
              try (RunStore store = store()) {
                store.renew(id, 2, Instant.EPOCH, List.of());
              }
            });

    PlainProject.Ended attached = project.outrider("runs", "attach");

    assertThat(attached.code()).isEqualTo(ExitCode.USAGE);
    assertThat(attached.err())
        .contains(
            "outrider: Run " + id + " has an owner, process 4711 on no-such-host.invalid. Wait");
    try (RunStore store = store()) {
      assertThat(store.run(id).orElseThrow().epoch()).isEqualTo(2);
    }
  }

  @Test
  void anOwnerHoldsItsLockUntilItsRunEnds() throws Exception {
    CompletableFuture<PlainProject.Ended> running = begun();
    String id = id();

    assertThat(owners()).containsExactly(id);
    PlainProject.Ended attached = project.outrider("runs", "attach");
    Files.delete(project.folder().resolve("wait"));

    assertThat(attached.code()).isEqualTo(ExitCode.USAGE);
    assertThat(attached.err()).startsWith("outrider: Run " + id + " has an owner, process ");
    assertThat(running.get(1, TimeUnit.MINUTES).code()).isZero();
    assertThat(owners()).isEmpty();
  }

  /** A run that another process takes while its owner works. */
  private PlainProject.Ended lostRun() throws Exception {
    CompletableFuture<PlainProject.Ended> running = begun();
    try (RunStore store = store()) {
      assertThat(store.take(id(), 1, OTHER, Instant.now())).contains(2L);
      store.want(id(), "cancel", Instant.now()); // it writes that down, if it still may
    }
    PlainProject.Ended lost = running.get(1, TimeUnit.MINUTES);
    Files.delete(project.folder().resolve("wait")); // the step goes on here, and is not heard of
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().matches("outrider|plain steps|step .*")) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      }
    }
    try (RunStore store = store();
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store.file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM wanted");
    }
    return lost;
  }

  private CompletableFuture<PlainProject.Ended> begun() throws Exception {
    Files.createFile(project.folder().resolve("wait"));
    CompletableFuture<PlainProject.Ended> running =
        CompletableFuture.supplyAsync(
            () ->
                project.outrider(
                    "run", "Waits", "--class-path", "classes", "-P", "folder=" + project.folder()));
    while (!Files.exists(project.folder().resolve("ran"))) {
      try {
        throw new AssertionError("ended early: " + running.get(20, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        // it runs
      }
    }
    return running;
  }

  private List<String> owners() {
    return List.of(project.folder().resolve(".outrider/owners").toFile().list());
  }

  private String id() {
    try (RunStore store = store()) {
      return store.runs(RunQuery.newest(1)).stream().map(RunRecord::id).findFirst().orElseThrow();
    }
  }

  private RunStore store() {
    return RunStore.open(project.folder().resolve(".outrider/runs.db"));
  }
}

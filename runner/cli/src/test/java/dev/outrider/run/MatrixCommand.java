// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.run.CrashMatrix.Asked;
import dev.outrider.run.CrashMatrix.Mode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code scripts/crash-matrix} runs. */
@Command(name = "scripts/crash-matrix", sortOptions = false)
final class MatrixCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", hidden = true)
  private Path home;

  @Parameters(index = "1", hidden = true)
  private Path flavors;

  @Parameters(index = "2", hidden = true)
  private Path cache;

  @Parameters(index = "3", hidden = true)
  private Path spark;

  @Parameters(index = "4", hidden = true)
  private Path work;

  @Option(
      names = "--flavor",
      paramLabel = "FLAVOR",
      description = "local, spark (a standalone cluster), or any that has a rehearsal")
  private Optional<String> flavor;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a setting of the step operator")
  private Map<String, String> settings = new TreeMap<>();

  @Option(
      names = "--resources",
      paramLabel = "NAME=VALUE",
      description = "what the steps ask for, such as gpus=1")
  private Map<String, String> resources = new TreeMap<>();

  @Option(
      names = "--kills",
      paramLabel = "NUMBER",
      defaultValue = "100",
      description = "how many at least")
  private int kills;

  @Option(
      names = "--point",
      paramLabel = "POINT",
      description = "the only one, such as 'after submit'")
  private Optional<String> point;

  @Option(
      names = "--sleepers",
      description = "orchestrators are stopped, and woken when their run has another owner")
  private boolean sleepers;

  @Option(
      names = "--unchecked",
      description = "the same, and senders neither ask who owns the run nor know of each other")
  private boolean unchecked;

  public static void main(String[] words) {
    System.exit(new CommandLine(new MatrixCommand()).execute(words));
  }

  @Override
  public Integer call() throws Exception {
    long start = System.nanoTime();
    Thread self = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(self, ended), "Ctrl-C"));
    CrashMatrix matrix;
    try (Ground ground = ground()) {
      System.out.printf("Flavor %s:%n", ground.asked().flavor());
      matrix = CrashMatrix.run(ground, System.out);
    } finally {
      ended.countDown();
    }
    matrix.checkTakeovers();
    matrix.print(System.out);
    System.out.printf(Locale.ROOT, "took %.1f minutes%n", (System.nanoTime() - start) / 6e10);
    return matrix.problems().isEmpty() ? 0 : 1;
  }

  private Ground ground() throws Exception {
    Mode mode = unchecked ? Mode.UNCHECKED : sleepers ? Mode.SLEEPERS : Mode.KILLS;
    try {
      if (kills < 1) {
        throw new IllegalArgumentException("There is at least 1 kill, not " + kills + ".");
      }
      return Ground.open(
          new Asked(
              flavor.orElse(mode == Mode.KILLS ? "local" : "emr"),
              mode,
              point,
              kills,
              settings,
              resources),
          new Ground.Place(home, flavors, cache, spark, work));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** Where it is ended from outside, it leaves nothing. */
  private static void end(Thread matrix, CountDownLatch ended) {
    matrix.interrupt();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

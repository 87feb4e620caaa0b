// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Gives orders to the process of one engine. */
final class EngineClient implements AutoCloseable {
  private static final String HEAP = "512m";

  private final Contender contender;
  private final Path folder;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private int stores;

  /**
   * One order carried out.
   *
   * @param seconds what it took
   * @param syncs how often the process waited for the disk meanwhile
   * @param defining what it took before to define the steps, in seconds
   * @param processor seconds that its process had a processor for, meanwhile
   */
  record Answer(double seconds, long syncs, double defining, double processor) {}

  /**
   * @param folder an empty folder for it
   * @param counter counts the process's syncs; empty when they cannot be counted here
   */
  EngineClient(Contender contender, Path folder, Optional<Path> counter) throws IOException {
    this.contender = contender;
    this.folder = Files.createDirectories(folder);
    Path syncs = Files.write(folder.resolve("syncs"), new byte[Long.BYTES]);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Child.java(),
                "-Xms" + HEAP,
                "-Xmx" + HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                EngineProcess.class.getName(),
                contender.name(),
                syncs.toString()));
    counter.ifPresent(
        library -> {
          builder.environment().put("LD_PRELOAD", library.toString());
          builder.environment().put("SYNCS_FILE", syncs.toString());
        });
    builder.redirectError(folder.resolve("errors.txt").toFile());
    this.process = builder.start();
    this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static String heap() {
    return HEAP;
  }

  /** Has it run steps with a new store. */
  Answer order(String shape, int steps) throws IOException {
    Path store = Files.createDirectory(folder.resolve("store-" + ++stores));
    orders.write(shape + " " + steps + " " + store + "\n");
    orders.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IllegalStateException(
          contender.title
              + " did not run "
              + shape
              + " "
              + steps
              + ":\n"
              + Files.readString(folder.resolve("errors.txt")));
    }
    String[] words = answer.split(" ");
    Folders.delete(store);
    return new Answer(
        Double.parseDouble(words[0]),
        Long.parseLong(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    orders.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** A folder with a pipeline's classes in it, and the command line called there. */
final class PlainProject {
  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>(Map.of("COLUMNS", "200"));
  private Path home;
  private final Duration patience = Duration.ofMillis(20);
  private Machine machine = Machine.here();
  private Pause pause = Pause.real();
  private Signals signals = taken -> () -> {};

  /** What a command printed, and its exit code. */
  record Ended(int code, String out, String err) {}

  PlainProject(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    this.home = this.folder.resolve("home");
  }

  Path folder() {
    return folder;
  }

  /** The distribution's folder, for its plugins. */
  PlainProject withHome(Path home) {
    this.home = home;
    return this;
  }

  PlainProject with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  PlainProject with(Machine machine) {
    this.machine = machine;
    return this;
  }

  PlainProject with(Pause pause) {
    this.pause = pause;
    return this;
  }

  PlainProject with(Signals signals) {
    this.signals = signals;
    return this;
  }

  /** Compiles a class into {@code classes}. */
  PlainProject compile(String name, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    List<String> words = new ArrayList<>(List.of("-parameters", "-proc:none", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.addAll(List.of("-d", folder.resolve("classes").toString(), file.toString()));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.err, System.err, words.toArray(String[]::new));
    assertThat(failed).isZero();
    return this;
  }

  /** In a process of its own, which has ended then. */
  Ended outriderProcess(String... words) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Ended ended = outriderProcessTo(out, words);
    return new Ended(ended.code(), Files.readString(out), ended.err());
  }

  /** As {@link #outriderProcess}, with another standard output. */
  Ended outriderProcessTo(Path out, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("-Doutrider.home=" + home);
    command.add(Main.class.getName());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("OUTRIDER_CACHE", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    Path err = folder.resolve("err.txt");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return new Ended(process.exitValue(), "", Files.readString(err));
  }

  Ended outrider(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            folder,
            environment,
            home,
            folder.resolve("cache"),
            machine,
            patience,
            pause,
            signals,
            new PluginReading(home.resolve("plugins")));
    int code = new Main(terminal).run(words);
    terminal.out().flush();
    return new Ended(code, out.toString(), err.toString());
  }
}

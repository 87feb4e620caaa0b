// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs drivers with the {@code spark-submit} of a Spark home, as children of this process, with
 * Spark's local master. Nothing reaches a cluster: a master in the conf that is not local is
 * replaced by {@code local[2]}. Thread-safe.
 */
public final class SparkBackEnd implements BackEnd {
  private static final Map<String, String> DEFAULTS =
      Map.of("spark.ui.enabled", "false", "spark.driver.bindAddress", "127.0.0.1");

  /** A local master gives no GPU: tasks that ask for one would wait for ever. */
  private static final Pattern RESOURCE =
      Pattern.compile("spark\\.(driver|executor|task)\\.resource\\..*");

  /** What a terminal's Ctrl-C and hang-up send is for the platform to act on, not for its jobs. */
  private static final List<String> SHIELD =
      List.of("bash", "-p", "-c", "trap '' INT HUP; exec \"$@\"", "spark-submit");

  private final Path home;
  private final Path folder;
  private final Map<String, String> environment;
  private final Duration grace;
  private final ScheduledExecutorService killer;
  private final List<Child> started = new ArrayList<>();
  private boolean closed;

  /**
   * @param home the Spark home
   * @param folder gets a folder for each driver, with its properties and its output; made where it
   *     is missing
   * @param environment the environment of every driver, below that of its own; nothing is inherited
   *     from this process
   * @param grace how long a driver that is asked to end may take, before it is made to
   */
  public SparkBackEnd(Path home, Path folder, Map<String, String> environment, Duration grace) {
    this.home = home;
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.grace = grace;
    this.killer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "spark-back-end-killer");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public Execution start(SparkArguments what) throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IOException("This back end is closed, and starts nothing more.");
      }
      Path work = folder.resolve("driver-" + (started.size() + 1));
      Files.createDirectories(work);
      Path properties = work.resolve("spark.properties");
      Files.createFile(
          properties,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(properties, properties(what));
      Path log = work.resolve("driver.log");
      ProcessBuilder builder =
          new ProcessBuilder(command(what, properties))
              .directory(work.toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(log.toFile());
      builder.environment().clear();
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      builder.environment().putAll(environment);
      builder.environment().putAll(what.environment());
      builder.environment().put("SPARK_HOME", home.toString());
      Child child = new Child(builder.start(), log);
      started.add(child);
      return child;
    }
  }

  private List<String> command(SparkArguments what, Path properties) {
    List<String> words = new ArrayList<>(SHIELD);
    words.add(home.resolve("bin").resolve("spark-submit").toString());
    words.addAll(List.of("--properties-file", properties.toString()));
    words.addAll(List.of("--class", what.mainClass()));
    if (!what.jars().isEmpty()) {
      words.add("--jars");
      words.add(what.jars().stream().map(Object::toString).collect(Collectors.joining(",")));
    }
    words.add(what.application().toString());
    words.addAll(what.arguments());
    return words;
  }

  private static String properties(SparkArguments what) {
    Map<String, String> conf = new TreeMap<>(DEFAULTS);
    conf.putAll(what.conf());
    conf.keySet().removeIf(name -> RESOURCE.matcher(name).matches());
    if (!conf.getOrDefault("spark.master", "").startsWith("local")) {
      conf.put("spark.master", "local[2]");
    }
    conf.put("spark.submit.deployMode", "client");
    StringBuilder text = new StringBuilder();
    conf.forEach(
        (name, value) ->
            text.append(escaped(name, true))
                .append('=')
                .append(escaped(value, false))
                .append('\n'));
    return text.toString();
  }

  private static String escaped(String text, boolean isName) {
    String plain = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return isName
        ? plain.replace("=", "\\=").replace(":", "\\:").replace(" ", "\\ ")
        : plain.replaceFirst("^([ \\t\\f])", "\\\\$1");
  }

  /**
   * {@inheritDoc} A driver that does not end within the grace is made to. When this thread is
   * interrupted meanwhile, all are made to end at once, and it has its interrupt flag set when it
   * returns.
   */
  @Override
  public void close() {
    List<Child> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(started);
    }
    all.forEach(Child::terminate);
    long deadline = System.nanoTime() + grace.toNanos();
    boolean interrupted = false;
    for (Child each : all) {
      interrupted |= !each.awaitEnd(interrupted ? 0 : deadline - System.nanoTime());
    }
    killer.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One driver's process, and those that it has started. */
  private final class Child implements Execution {
    private final Process process;
    private final Path log;
    private final Set<ProcessHandle> family = new HashSet<>();

    Child(Process process, Path log) {
      this.process = process;
      this.log = log;
    }

    /** The running processes; a child whose parent has ended stops being its descendant. */
    private synchronized List<ProcessHandle> running() {
      family.add(process.toHandle());
      process.descendants().forEach(family::add);
      return family.stream().filter(ProcessHandle::isAlive).toList();
    }

    @Override
    public OptionalInt exitCode() {
      return running().isEmpty() ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    @Override
    public void kill() {
      terminate();
      try {
        killer.schedule(this::end, grace.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        end(); // closed: there is nobody left to wait
      }
    }

    private void terminate() {
      running().forEach(ProcessHandle::destroy);
    }

    private void end() {
      running().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * @return whether this thread was not interrupted
     */
    boolean awaitEnd(long nanos) {
      boolean whole = true;
      for (ProcessHandle each : running()) {
        try {
          each.onExit().get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          whole = false;
        } catch (TimeoutException | ExecutionException e) {
          // ended below
        }
      }
      List<ProcessHandle> left = running();
      left.forEach(ProcessHandle::destroyForcibly);
      left.forEach(each -> each.onExit().join());
      return whole;
    }

    @Override
    public List<String> log(int from) throws IOException {
      boolean ended = exitCode().isPresent();
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      int end = ended ? text.length() : text.lastIndexOf('\n') + 1;
      return text.substring(0, end).lines().skip(from).toList();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.bundle.BundleException;
import dev.outrider.config.ConfigurationException;
import dev.outrider.home.SystemText;
import dev.outrider.home.UnusableCacheException;
import dev.outrider.home.UserCache;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.plan.NearestName;
import dev.outrider.plan.PlanningException;
import dev.outrider.run.ExitHook;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line {@code outrider}. Commands are added along the words that are typed: reading all
 * of them by reflection would cost a short command most of its time.
 */
public final class Main {

  /** A command, or a group of them. */
  private record Node(
      String name,
      String description,
      Function<Terminal, Callable<Integer>> command,
      List<Node> children) {

    static Node group(String name, String description, Node... children) {
      return new Node(name, description, null, List.of(children));
    }

    static Node command(
        String name, String description, Function<Terminal, Callable<Integer>> command) {
      return new Node(name, description, command, List.of());
    }
  }

  private static final Node ROOT =
      Node.group(
          "outrider",
          "Runs single steps of a pipeline where they run best.",
          Node.command("new", "Writes a project with a pipeline and its test.", NewCommand::new),
          Node.command("run", "Runs a pipeline to its end.", RunCommand::new),
          Node.command("plan", "Shows what a run would submit.", PlanCommand::new),
          Node.command("bundle", "Writes the spark-submit-able jar of a step.", BundleCommand::new),
          Node.group(
              "flavor",
              "A flavor of your own.",
              Node.command(
                  "new", "Writes a flavor with its contract test.", NewFlavorCommand::new)),
          Node.group(
              "runs",
              "What was run, and what runs.",
              Node.command("list", "Lists the last runs.", RunsCommands.ListCommand::new),
              Node.command("show", "Tells how a run goes.", RunsCommands.ShowCommand::new),
              Node.command("logs", "Prints the log of a step, or follows it.", LogsCommand::new),
              Node.command("output", "Prints or copies an output of a step.", OutputCommand::new),
              Node.command(
                  "attach",
                  "Goes on with a run that its owner has left.",
                  RunsCommands.AttachCommand::new),
              Node.command(
                  "cancel", "Stops a run, and waits until it has stopped.", CancelCommand::new),
              Node.command(
                  "retry", "Tries anew what has not succeeded in a run.", RetryCommand::new),
              Node.command(
                  "leaked",
                  "Lists jobs that may still run though nobody waits, or stops them.",
                  LeakedCommand::new)),
          Node.group(
              "step-operator",
              "Where steps run.",
              Node.command("list", "Lists the step operators.", OperatorCommands.ListCommand::new),
              Node.command(
                  "describe",
                  "Tells how a step operator is set.",
                  OperatorCommands.DescribeCommand::new),
              Node.command(
                  "check", "Tells whether a step operator can be used.", CheckCommand::new),
              Node.group(
                  "flavor",
                  "The kinds of step operators.",
                  Node.command("list", "Lists the flavors of the plugins.", FlavorListCommand::new),
                  Node.command(
                      "describe",
                      "Tells what a flavor is and how it is set.",
                      FlavorDescribeCommand::new))));

  /** Time for an open run to be recorded and released when other code ends this process. */
  private static final Duration END = Duration.ofSeconds(10);

  private final Terminal terminal;

  Main(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] words) {
    StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    Terminal terminal = terminal(out, Path.of("").toAbsolutePath());
    terminal.plugins().ahead();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> failUnless(ended, terminal)));
    int code = new Main(terminal).run(words);
    terminal.out().flush();
    code = out.checked(code, terminal.err());
    ended.countDown();
    System.exit(code);
  }

  /** The exit code is the command's own: when other code ends this process, it is a failure. */
  private static void failUnless(CountDownLatch ended, Terminal terminal) {
    Optional<ExitHook.Call> call = ended.getCount() == 0 ? Optional.empty() : ExitHook.call();
    if (call.isEmpty()) {
      return;
    }
    terminal
        .err()
        .println("outrider: System.exit was called at " + call.get().place() + "; ending.");
    try {
      ended.await(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.FAILED);
  }

  /**
   * This process's own, in a folder.
   *
   * @param out gets what commands are asked for
   */
  static Terminal terminal(OutputStream out, Path workingDirectory) {
    Map<String, String> environment = System.getenv();
    return new Terminal(
        new PrintWriter(out),
        new PrintWriter(System.err, true),
        workingDirectory,
        environment,
        Path.of(System.getProperty("outrider.home", ".")),
        UserCache.place(environment, System.getProperty("user.home")));
  }

  /**
   * Runs a command, and gives its exit code. What a definition of a pipeline prints goes to the
   * standard error.
   */
  int run(String... words) {
    try (StepOutput printed = StepOutput.besideOutput(terminal)) {
      return execute(words);
    }
  }

  private int execute(String... words) {
    Optional<String> unreadable = unreadable(words);
    if (unreadable.isPresent()) {
      terminal.err().println("outrider: " + unreadable.get());
      return ExitCode.USAGE;
    }
    CommandLine line = line(words);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setParameterExceptionHandler((e, given) -> refuse(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> report(e));
    return line.execute(words);
  }

  /** The commands as far as these words name them, with the options of the last. */
  CommandLine line(String... words) {
    return line(ROOT, words, 0);
  }

  /** What Java has not read as it was given: never another value is worked with. */
  private Optional<String> unreadable(String... words) {
    String folder = System.getProperty("user.dir", "");
    if (!SystemText.isReadable(folder)) {
      return Optional.of(
          "The working directory is read as '" + folder + "'. " + SystemText.ofProcess().advice());
    }
    return Stream.of(words)
        .filter(word -> !SystemText.isReadable(word))
        .findFirst()
        .map(word -> "An argument is read as '" + word + "'. " + SystemText.ofProcess().advice());
  }

  private CommandLine line(Node node, String[] words, int at) {
    CommandSpec spec = spec(node, words, at);
    CommandLine line = new CommandLine(spec);
    Help.install(line, terminal);
    spec.name(node.name());
    spec.usageMessage().description(node.description());
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("shows this").build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("shows the version")
            .build());
    spec.versionProvider(() -> new String[] {"outrider " + version()});
    String word = at < words.length ? words[at] : "";
    boolean typed = node.children().stream().anyMatch(child -> child.name().equals(word));
    for (Node child : node.children()) {
      if (child.name().equals(word)) {
        spec.addSubcommand(child.name(), line(child, words, at + 1));
      } else if (!typed) {
        spec.addSubcommand(child.name(), listed(child));
      }
    }
    return line;
  }

  /** A command that was not typed, for the help and for what is near to a wrong word. */
  private static CommandSpec listed(Node node) {
    CommandSpec spec = CommandSpec.create().name(node.name());
    spec.usageMessage().description(node.description());
    return spec;
  }

  private CommandSpec spec(Node node, String[] words, int at) {
    if (node.command() == null) {
      return CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> help(node, words, at));
    }
    Callable<Integer> command = node.command().apply(terminal);
    // A short command has no annotations: reading one costs 10 ms.
    CommandSpec spec =
        command.getClass().isAnnotationPresent(Command.class)
            ? CommandSpec.forAnnotatedObject(command)
            : CommandSpec.wrapWithoutInspection(command);
    if (command instanceof AddsOptions adding) {
      adding.addTo(spec);
    }
    if (command instanceof PrintsData printing) {
      spec.addOption(printing.output().spec());
    }
    return spec;
  }

  /** A group without a command: what there is to choose from. */
  private int help(Node node, String[] words, int at) {
    line(node, new String[0], 0).usage(terminal.err());
    return ExitCode.USAGE;
  }

  private int refuse(ParameterException e) {
    String message = "outrider: " + e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      CommandSpec spec = e.getCommandLine().getCommandSpec();
      List<String> known = new ArrayList<>(spec.optionsMap().keySet());
      known.addAll(spec.subcommands().keySet());
      boolean option = word.startsWith("-");
      message = "outrider: unknown " + (option ? "option" : "word") + " '" + word + "'";
      message +=
          NearestName.of(word, known).map(each -> "; did you mean '" + each + "'?").orElse(".");
    }
    terminal.err().println(message);
    terminal
        .err()
        .println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private int report(Exception e) throws Exception {
    if (e instanceof UsageException
        || e instanceof PlanningException
        || e instanceof ConfigurationException
        || e instanceof BundleException
        || e instanceof UnusableCacheException
        || e instanceof RunStoreException) {
      terminal.err().println("outrider: " + e.getMessage());
      return ExitCode.USAGE;
    }
    if (terminal.environment().containsKey("OUTRIDER_DEBUG")) {
      e.printStackTrace(terminal.err());
    }
    terminal.err().println("outrider: " + e + " (OUTRIDER_DEBUG=1 shows where)");
    return ExitCode.FAILED;
  }

  /** Outrider's. */
  static String version() {
    return built("version");
  }

  /** What Outrider was built with, by its key in {@code version.properties}. */
  static String built(String key) {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("The distribution is broken", e);
    }
    return properties.getProperty(key);
  }
}

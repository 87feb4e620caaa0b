// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.home.UserCache;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.run.JobPoller;
import dev.outrider.run.Project;
import dev.outrider.run.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Which configuration a command uses; and, for those that plan, which pipeline. */
final class ProjectOptions {
  /** The files and properties of a configuration. */
  private abstract static class Sources implements AddsOptions {
    private final OptionSpec file =
        OptionSpec.builder("--config")
            .type(Path.class)
            .paramLabel("FILE")
            .description("the properties file; default outrider.properties")
            .build();
    private final OptionSpec profile =
        OptionSpec.builder("--profile")
            .type(String.class)
            .paramLabel("NAME")
            .description("puts outrider-NAME.properties on top")
            .build();
    private final OptionSpec defines =
        OptionSpec.builder("-D")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("KEY=VALUE")
            .description("sets a property on top of the files")
            .build();

    @Override
    public final void addTo(CommandSpec spec) {
      spec.addOption(file).addOption(profile).addOption(defines);
    }

    private Optional<Path> file() {
      return Optional.ofNullable(file.getValue());
    }

    private Optional<String> profile() {
      return Optional.ofNullable(profile.getValue());
    }

    private Map<String, String> defines() throws UsageException {
      List<String> words = defines.getValue();
      return Pairs.of("-D", "KEY=VALUE", words == null ? List.of() : words);
    }

    final Given given(Terminal terminal) throws UsageException {
      return new Given(
          file().map(each -> terminal.path(each.toString())), profile(), Map.copyOf(defines()));
    }

    final Project project(
        Optional<String> pipeline,
        List<Path> classPath,
        Map<String, String> parameters,
        Terminal terminal)
        throws UsageException {
      return new Project(
          pipeline,
          classPath,
          parameters,
          file(),
          profile(),
          defines(),
          terminal.workingDirectory());
    }
  }

  /**
   * What was given on the command line.
   *
   * @param config absolute
   */
  record Given(Optional<Path> config, Optional<String> profile, Map<String, String> defines) {
    boolean isEmpty() {
      return config.isEmpty() && profile.isEmpty() && defines.isEmpty();
    }
  }

  /** Which configuration. */
  static final class Config extends Sources {

    /** A project without a pipeline: for commands that only read the configuration. */
    Project project(Terminal terminal) throws UsageException {
      return project(Optional.empty(), List.of(), Map.of(), terminal);
    }
  }

  /** Which pipeline, and with which configuration. */
  static final class Pipeline extends Sources {
    @picocli.CommandLine.Parameters(
        arity = "0..1",
        paramLabel = "CLASS|FILE.jar",
        description = "a pipeline's class, or a jar that has one")
    private String target;

    @Option(
        names = "--class",
        paramLabel = "NAME",
        description = "the pipeline's class in the jar; default its manifest's Outrider-Pipeline")
    private Optional<String> className = Optional.empty();

    @Option(
        names = "--class-path",
        paramLabel = "PATHS|@FILE",
        description =
            "the project's classes and jars; default target/classes and target/classpath.txt")
    private Optional<String> classPath = Optional.empty();

    @Option(
        names = "-P",
        paramLabel = "NAME=VALUE",
        description = "the value of a parameter of the pipeline")
    private List<String> given = List.of();

    /**
     * Takes a word as the pipeline if none is named.
     *
     * @return whether it was taken
     */
    boolean takeTarget(String word) {
      if (target != null) {
        return false;
      }
      target = word;
      return true;
    }

    Project project(Terminal terminal) throws UsageException {
      Map<String, String> parameters = Pairs.of("-P", "NAME=VALUE", given);
      if (target == null) {
        throw new UsageException("Name the pipeline: its class, or a jar that has it.");
      }
      if (target.endsWith(".jar")) {
        Path jar = terminal.path(target);
        return project(Optional.of(classOf(jar)), classPathOf(jar, terminal), parameters, terminal);
      }
      if (className.isPresent()) {
        throw new UsageException("--class is for a jar; '" + target + "' is none.");
      }
      return project(
          Optional.of(target), ProjectClassPath.of(classPath, terminal), parameters, terminal);
    }

    private String classOf(Path jar) throws UsageException {
      if (!Files.isRegularFile(jar)) {
        throw new UsageException("There is no jar " + jar + ".");
      }
      if (className.isPresent()) {
        return className.get();
      }
      String found = manifest(jar).getValue("Outrider-Pipeline");
      if (found == null) {
        throw new UsageException(
            jar
                + " does not say which class is its pipeline. Name it with --class, or in its"
                + " manifest as Outrider-Pipeline.");
      }
      return found;
    }

    private static Attributes manifest(Path jar) throws UsageException {
      try (JarFile file = new JarFile(jar.toFile())) {
        return file.getManifest() == null
            ? new Attributes()
            : file.getManifest().getMainAttributes();
      } catch (IOException e) {
        throw new UsageException(jar + " is no readable jar: " + e.getMessage() + ".");
      }
    }

    private List<Path> classPathOf(Path jar, Terminal terminal) throws UsageException {
      if (classPath.isPresent()) {
        List<Path> paths = new ArrayList<>(List.of(jar));
        paths.addAll(ProjectClassPath.of(classPath, terminal));
        return paths;
      }
      List<Path> paths = new ArrayList<>(List.of(jar));
      String named = manifest(jar).getValue(Attributes.Name.CLASS_PATH);
      Path lib = jar.resolveSibling("lib");
      if (named != null) {
        for (String word : named.split(" +")) {
          Path each = jar.resolveSibling(word);
          if (Files.exists(each)) {
            paths.add(each);
          }
        }
      } else if (Files.isDirectory(lib)) {
        try (Stream<Path> files = Files.list(lib)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(paths::add);
        } catch (IOException e) {
          throw new UsageException(lib + " cannot be read: " + e + ".");
        }
      }
      return paths;
    }
  }

  private ProjectOptions() {}

  /** The flavors of the distribution's plugins, as far as lists show them. */
  static Flavors flavors(Terminal terminal) throws IOException {
    return new Flavors(
        terminal.plugins().plugins(),
        new PluginLoader(UserCache.judged(terminal.cache()).resolve("plugins")));
  }

  /** What the orchestrator takes from this process. */
  static Surroundings surroundings(Terminal terminal) throws IOException {
    return new Surroundings(
        terminal.environment(),
        flavors(terminal),
        terminal.cache(),
        terminal.machine(),
        InstantSource.system(),
        // most commands draw nothing, and need no provider of randomness
        () -> new SecureRandom().nextLong(),
        new JobPoller(InstantSource.system()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import static dev.outrider.plugin.ToyPlugin.IMPLEMENTATION;
import static dev.outrider.plugin.ToyPlugin.SDK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.base.OfTheProgram;
import dev.outrider.plugin.toy.ToyFlavor;
import dev.outrider.step.value.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flavors are loaded apart from Outrider, from a cache that is always whole. */
class PluginLoaderTest {
  private static final JobHandle JOB = new JobHandle("toy", 1, new JsonText("{}"));

  @TempDir Path folder;
  private Path cache;

  @BeforeEach
  void cache() {
    cache = folder.resolve("cache");
  }

  @Test
  void aFlavorHasItsOwnClassesAndItsLoaderIsTheThreadsWhileItIsCalled() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    try (StepOperator operator = open(load(plugin))) {
      assertThat(operator.logs(JOB, LogCursor.START).lines())
          .containsExactly("toys of URLClassLoader", "true");
      assertThat(operator.status(Set.of(JOB)))
          .containsEntry(JOB, new JobStatus.Lost("toys of URLClassLoader"));
    }

    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    assertThat(((PluginFlavor) load(plugin)).flavor()).isNotInstanceOf(ToyFlavor.class);
  }

  @Test
  void theFlavorsOfAPluginHaveOneClassLoader() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    PluginLoader loader = new PluginLoader(cache);

    PluginFlavor first = (PluginFlavor) loader.load(plugin, plugin.flavors().get(0));
    PluginFlavor second = (PluginFlavor) loader.load(plugin, plugin.flavors().get(0));

    assertThat(second.flavor().getClass()).isSameAs(first.flavor().getClass());
  }

  @Test
  void whatFlavorsShareIsEachPluginsOwn() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    ClassLoader loader = ((PluginFlavor) load(plugin)).flavor().getClass().getClassLoader();

    assertThatThrownBy(() -> loader.loadClass(OfTheProgram.class.getName()))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(loader.loadClass(StepOperator.class.getName())).isSameAs(StepOperator.class);
  }

  @Test
  void damageInsideOfTheJarIsRefusedAndNothingOfItStaysInTheCache() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    ToyPlugin.damage(plugin.jar(), "toys of ");

    assertThatThrownBy(() -> load(plugin))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "plugin %s has other bytes in its nested jar toy-sdk-1.jar than when the plugin was"
                + " built: copy the plugin again.",
            plugin.jar());
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aClassThatAFlavorNeedsWhenItIsMadeIsNamed() throws Exception {
    Plugin.Readable plugin =
        withoutSdk(ToyPlugin.of(folder, ToyPlugin.NEEDY)).readable(folder.resolve("plugins"));

    assertThatThrownBy(() -> load(plugin))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "plugin %s lacks the class dev.outrider.plugin.toy.ToySdk, which its flavor 'needy'"
                + " needs: take a whole copy of the plugin, or another version of it.",
            plugin.jar());
  }

  @Test
  void aClassThatIsMissedLaterIsToldByTheContractOfEachCall() throws Exception {
    Plugin.Readable plugin = withoutSdk(toy()).readable(folder.resolve("plugins"));
    String told = "plugin " + plugin.jar() + " lacks the class dev.outrider.plugin.toy.ToySdk, ";

    StepOperator operator = open(load(plugin));

    assertThatThrownBy(operator::platform)
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(told);
    assertThatThrownBy(() -> operator.render(null))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessageStartingWith(told);
    assertThatThrownBy(() -> operator.submit(null, () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageStartingWith(told);
    assertThat(operator.find(new AttemptKey("r1-a-1-x")))
        .isInstanceOfSatisfying(
            FindResult.Unknown.class, answer -> assertThat(answer.reason()).startsWith(told));
    assertThatThrownBy(operator::settling).hasMessageStartingWith(told);
    assertThatThrownBy(operator::statusLimit).hasMessageStartingWith(told);
    assertThatThrownBy(() -> operator.check(URI.create("file:/store/")))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(told);
    assertThatThrownBy(() -> operator.status(Set.of(JOB)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(told);
    assertThatThrownBy(() -> operator.requestCancel(JOB))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(told);
    assertThatThrownBy(() -> operator.logs(JOB, LogCursor.START))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(told);
    assertThatThrownBy(operator::close).hasMessageStartingWith(told);
  }

  @Test
  void everyCallReachesThePluginsOperator() {
    assertThat(StepOperator.class.getDeclaredMethods())
        .filteredOn(each -> !each.isSynthetic())
        .allSatisfy(
            each -> assertThat(own(each).getDeclaringClass()).isEqualTo(PluginOperator.class));
  }

  private static Method own(Method each) throws NoSuchMethodException {
    return PluginOperator.class.getMethod(each.getName(), each.getParameterTypes());
  }

  @Test
  void whatSomebodyHasDamagedInTheCacheIsUnpackedAgain() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    load(plugin);
    Path home = cache.resolve(plugin.content());

    Files.writeString(home.resolve(SDK), "cut");
    Files.delete(home.resolve(IMPLEMENTATION));
    assertWhole(plugin);
    Files.delete(home.resolve(SDK));
    Files.createDirectories(home.resolve(SDK).resolve("a folder"));
    assertWhole(plugin);
    Files.delete(home.resolve(SDK));
    Files.delete(home.resolve(IMPLEMENTATION));
    assertWhole(plugin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----wx", "owner", "link"})
  void aFolderOfTheCacheThatAnotherUserMayWriteIsRefusedWithTheCommandThatRemovesIt(String how)
      throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    load(plugin);
    Path home = cache.resolve(plugin.content());
    switch (how) {
      case "owner" -> giveAway(home);
      case "link" -> Files.createSymbolicLink(home, Files.move(home, folder.resolve("other")));
      default -> Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(how));
    }

    assertThatThrownBy(() -> load(plugin))
        .hasMessageContaining(
            "is unpacked in " + home + ", which another user may write: rm -rf '" + home + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw-----w-", "owner", "link"})
  void aFileOfTheCacheThatAnotherUserMayHaveWrittenIsUnpackedAgain(String how) throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    load(plugin);
    Path file = cache.resolve(plugin.content()).resolve(SDK);
    byte[] foreign = new byte[(int) Files.size(file)];
    Files.write(file, foreign);
    switch (how) {
      case "owner" -> giveAway(file);
      case "link" -> Files.createSymbolicLink(file, Files.move(file, folder.resolve("other")));
      default -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(how));
    }

    assertWhole(plugin);
    assertThat(file).isRegularFile();
    assertThat(Files.readAllBytes(file)).isNotEqualTo(foreign);
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  private static void giveAway(Path file) throws IOException {
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeThat(user).as("the user must be root to give a file away").isEqualTo(0);
    Files.setAttribute(file, "unix:uid", 12_345);
  }

  @Test
  void whatAKilledProcessHasLeftIsDeleted() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    Path left = Files.createDirectories(cache.resolve("outrider-0a1b2c3d-1"));
    Files.writeString(left.resolve(".lock"), "");
    Files.writeString(left.resolve(SDK), "half");

    load(plugin);

    assertThat(left).doesNotExist();
  }

  @Test
  void filesThatAreNotOfThePluginAreNotOnItsClassPath() throws Exception {
    Plugin.Readable plugin = withoutSdk(toy()).readable(folder.resolve("plugins"));
    load(plugin);
    Path home = cache.resolve(plugin.content());
    Files.write(home.resolve(SDK), toy().bytes(NestedJars.FOLDER + SDK));

    StepOperator operator = open(load(plugin));

    assertThatThrownBy(operator::platform).isInstanceOf(PluginException.class);
  }

  @Test
  void aPlaceInTheCacheThatIsTakenIsToldBeforeAnythingIsLoaded() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    Path place = Files.createDirectories(cache).resolve(plugin.content());
    Files.writeString(place, "no folder");

    assertThat(new PluginLoader(cache).refusal(plugin))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains(", for " + place + " is no folder: "));
  }

  @Test
  void processesThatUnpackAtOnceAllGetAWholeCache() throws Exception {
    Plugin.Readable plugin = toy().readable(folder.resolve("plugins"));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LoadManyTimes.class.getName(),
                  plugin.jar().getParent().toString(),
                  cache.toString())
              .redirectError(folder.resolve("err" + i + ".txt").toFile())
              .start());
    }
    List<BufferedReader> outs = processes.stream().map(Process::inputReader).toList();
    for (BufferedReader out : outs) {
      assertThat(out.readLine()).isEqualTo("ready");
    }
    for (Process each : processes) {
      each.outputWriter().write("go\n");
      each.outputWriter().flush();
    }

    for (int i = 0; i < processes.size(); i++) {
      assertThat(outs.get(i).lines().toList())
          .as("%s", Files.readString(folder.resolve("err" + i + ".txt")))
          .containsExactly("whole " + LoadManyTimes.TIMES);
      assertThat(processes.get(i).waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    try (Stream<Path> caches = Files.list(cache)) {
      assertThat(caches).hasSize(LoadManyTimes.TIMES).allSatisfy(each -> assertOnly(plugin, each));
    }
  }

  /** In a process of its own: loads a plugin into many caches, as fast as it can. */
  static final class LoadManyTimes {
    static final int TIMES = 100;

    public static void main(String[] words) throws Exception {
      Plugin.Readable plugin = (Plugin.Readable) new PluginFolder(Path.of(words[0])).read().get(0);
      System.out.println("ready");
      System.in.read();
      int whole = 0;
      for (int i = 0; i < TIMES; i++) {
        Path cache = Path.of(words[1]).resolve(Integer.toString(i));
        StepOperator operator = open(new PluginLoader(cache).load(plugin, plugin.flavors().get(0)));
        whole += operator.platform().isPresent() ? 1 : 0;
      }
      System.out.println("whole " + whole);
    }
  }

  private void assertWhole(Plugin.Readable plugin) throws Exception {
    assertThat(new PluginLoader(cache).refusal(plugin)).isEmpty();
    try (StepOperator operator = open(load(plugin))) {
      assertThat(operator.platform()).isPresent();
    }
    assertOnly(plugin, cache);
  }

  /** The plugin's folder, with its jars, and nothing else. */
  private static void assertOnly(Plugin.Readable plugin, Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.filter(Files::isRegularFile).map(cache::relativize))
          .containsExactlyInAnyOrder(
              Path.of(plugin.content(), IMPLEMENTATION), Path.of(plugin.content(), SDK));
    }
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files).hasSize(1);
    }
  }

  private ToyPlugin toy() throws Exception {
    return ToyPlugin.of(folder, ToyPlugin.TOY);
  }

  /** Built without the SDK: the descriptor does not know of it. */
  private static ToyPlugin withoutSdk(ToyPlugin plugin) {
    return plugin.without(NestedJars.FOLDER + SDK).withDescriptor("," + plugin.described(SDK), "");
  }

  private Flavor load(Plugin.Readable plugin) {
    return new PluginLoader(cache).load(plugin, plugin.flavors().get(0));
  }

  private static StepOperator open(Flavor flavor) {
    return flavor.open(
        Settings.of(new ToyFlavor().info().settings(), Map.of()),
        new OperatorContext(
            "toy", Path.of("work"), Path.of("cache"), Map.of(), InstantSource.system()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.plugin.PluginStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every problem is told in full, with its file and line, and all of them at once. */
class ConfigurationReaderTest {
  private static final FlavorInfo LOCAL =
      flavor("local", Setting.of("cancel-grace", SettingType.DURATION, "grace").orElse("30s"))
          .canWhen("cancel-grace", "30s", Capability.SPOT);
  private static final FlavorInfo CLOUD =
      flavor(
          "cloud",
          Setting.of("region", SettingType.TEXT, "where").mustBeSet().forExample("eu-west-1"),
          Setting.of("key", SettingType.TEXT, "opens").isSecret(),
          Setting.of("image", SettingType.PATH, "the image"));

  private static final List<PluginStore> STORES =
      List.of(
          new PluginStore(
              "toy",
              "acme.ToyStore",
              "test",
              "",
              () ->
                  List.of(
                      Setting.of("root", SettingType.PATH, "the folder")
                          .mustBeSet()
                          .forExample("/data/toys"),
                      Setting.of("parts", SettingType.COUNT, "how many").orElse("2"),
                      Setting.of("token", SettingType.TEXT, "who").isSecret())));

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void realFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void withoutAnyFileTheDefaultsHoldAndAFlavorIsAnOperatorOfItsName() throws Exception {
    Configuration read = read(Map.of());

    assertThat(read.artifactStore()).hasToString("file://" + folder + "/.outrider/store/");
    assertThat(read.runStore()).isEqualTo(folder.resolve(".outrider/runs.db"));
    assertThat(read.operators()).containsOnlyKeys("local");
    assertThat(read.operators().get("local").settings().duration("cancel-grace"))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void anOperatorNamedLikeAFlavorHasThatFlavorUnlessAnotherIsSet() throws Exception {
    write(
        "outrider.properties",
        "step-operator.local.spark.driver.memory = 2g\nstep-operator.cloud.flavor = local\n");

    Configuration read = read(Map.of());

    OperatorConfiguration local = read.operators().get("local");
    assertThat(local.flavor().name()).isEqualTo("local");
    assertThat(local.settings().below("spark.")).isEqualTo(Map.of("spark.driver.memory", "2g"));
    assertThat(local.place()).isEqualTo("outrider.properties, line 1");
    assertThat(read.operators().get("cloud").flavor().name()).isEqualTo("local");
  }

  @Test
  void anOperatorNamedLikeAFlavorNeedsWhatTheFlavorNeeds() {
    assertThatThrownBy(() -> read(Map.of("step-operator.cloud.image", "spark")))
        .hasMessage(
            "-D: flavor 'cloud' needs 'step-operator.cloud.region'; set it, for example to"
                + " eu-west-1.");
  }

  @Test
  void aProfileWinsOverTheFileAndDefinesOverBoth() throws Exception {
    write("outrider.properties", "artifact-store = a\nrun-store = a.db\n");
    write("outrider-night.properties", "artifact-store = b\n");

    Configuration profile = read(Optional.of("night"), Map.of());
    Configuration defined = read(Optional.of("night"), Map.of("artifact-store", "c"));

    assertThat(profile.artifactStore()).hasToString("file://" + folder + "/b/");
    assertThat(profile.runStore()).isEqualTo(folder.resolve("a.db"));
    assertThat(defined.artifactStore()).hasToString("file://" + folder + "/c/");
  }

  @Test
  void valuesAreReadAsJavaReadsThemAndPathsAreBelowOfTheFilesFolder() throws Exception {
    write("keys/key.txt", "from a file\n");
    write(
        "outrider.properties",
        """
        # a comment
        step-operator.c.flavor: cloud
        step-operator.c.region = eu-\\
            west-1
        step-operator.c.key = ${file:keys/key.txt}
        step-operator.c.image = images/spark
        step-operator.c.spark.sql.shuffle.partitions=400
        step-operator.c.tag.team = \\u00e4rzte
        step-operator.c.secret.warehouse = env:PW
        """);

    OperatorConfiguration operator = read(Map.of()).operators().get("c");

    assertThat(operator.settings().required("region")).isEqualTo("eu-west-1");
    assertThat(operator.settings().required("key")).isEqualTo("from a file");
    assertThat(operator.settings().path("image")).contains(folder.resolve("images/spark"));
    assertThat(operator.settings().below("spark."))
        .isEqualTo(Map.of("spark.sql.shuffle.partitions", "400"));
    assertThat(operator.tags()).isEqualTo(Map.of("team", "ärzte"));
    assertThat(operator.secrets()).isEqualTo(Map.of("warehouse", "env:PW"));
    assertThat(operator.toString()).doesNotContain("from a file");
  }

  @Test
  void halfASurrogatePairIsRefusedByNameInAKeyAndInAValue() throws Exception {
    write(
        "outrider.properties",
        """
        step-operator.l.flavor = local
        step-operator.l.tag.x\\uD83D = a
        step-operator.l.tag.y = \\uDE00
        step-operator.l.tag.whole = \\uD83D\\uDE00
        """);

    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(Map.of()));

    String what =
        "' has half of a surrogate pair, which no file or process can take. Write both halves, for"
            + " example \\uD83D\\uDE00.";
    assertThat(thrown.problems())
        .containsExactly(
            "outrider.properties, line 2: 'step-operator.l.tag.x\\ud83d" + what,
            "outrider.properties, line 3: 'step-operator.l.tag.y" + what);
  }

  @Test
  void allProblemsAreToldAtOnceWithFileAndLine() throws Exception {
    write(
        "outrider.properties",
        """
        artifact-stor = a

        artifact-store = s4://acme/outrider
        run-store = a.db
        run-store = b.db
        no property at all
        step-operator.cheap.flavor = loacl
        step-operator.c.flavor = cloud
        step-operator.c.key = hunter2
        step-operator.c.regoin = eu
        step-operator.d.region = eu
        step-operator.D.flavor = local
        step-operator.l.flavor = local
        step-operator.l.cancel-grace = soon
        step-operator.l.spark.x = ${env:NOT_SET}
        step-operator.l.tag.x = ${sys:user.name}
        step-operator.l.secret.pw = hunter2
        step.train.resources.gpus = two
        step.train.resources.memory = 8 gigs
        step.train.retry.capacty = 5
        pipeline.Nightly.step.train.cache = off
        step-operator.l.tag.y = \\u00g1
        """);

    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(Map.of("run-stor", "x")));

    String file = "outrider.properties, line ";
    assertThat(thrown.problems())
        .containsExactly(
            file + "5: 'run-store' is set twice, before in " + file + "4. Keep one.",
            file + "6: 'no property at all' is no property. Write KEY = VALUE.",
            file
                + "22: 'step-operator.l.tag.y = \\u00g1' has a \\u without four hexadecimal"
                + " digits.",
            file + "1: unknown key 'artifact-stor'; did you mean 'artifact-store'?",
            file
                + "12: 'step-operator.D.flavor' names a step operator 'D'. Names are lower-case"
                + " letters, digits and -, a letter first, at most 40.",
            file
                + "18: 'step.train.resources.gpus' is 'two' but must be a whole number from 0 on,"
                + " such as 4.",
            file
                + "19: 'step.train.resources.memory' is '8 gigs' but must be an amount of memory"
                + " such as 512m or 8g.",
            file
                + "20: unknown key 'step.train.retry.capacty'; did you mean"
                + " 'step.train.retry.capacity'?",
            file
                + "21: 'pipeline.Nightly.step.train.cache' names a pipeline 'Nightly'. Names are"
                + " lower-case letters, digits and -, a letter first, at most 40.",
            "-D: unknown key 'run-stor'; did you mean 'run-store'?",
            file
                + "7: 'step-operator.cheap.flavor' is 'loacl', a flavor that no plugin has; did you"
                + " mean 'local'?",
            file
                + "9: 'step-operator.c.key' is a secret, which no file may hold. Write ${env:NAME}"
                + " or ${file:PATH}.",
            file
                + "10: unknown key 'step-operator.c.regoin'; did you mean"
                + " 'step-operator.c.region'?",
            file
                + "8: flavor 'cloud' needs 'step-operator.c.region'; set it, for example to"
                + " eu-west-1.",
            file
                + "11: step operator 'd' has no flavor. Set 'step-operator.d.flavor', for example"
                + " to cloud.",
            file
                + "14: 'step-operator.l.cancel-grace' is 'soon' but must be a duration such as 30s,"
                + " 15m or 2h.",
            file
                + "15: 'step-operator.l.spark.x' takes the environment variable NOT_SET, which is"
                + " not set. Set it.",
            file
                + "16: 'step-operator.l.tag.x' has '${sys:user.name}'. Write ${env:NAME} for an"
                + " environment variable or ${file:PATH} for a file.",
            file
                + "17: 'step-operator.l.secret.pw' must say where the secret is where the step"
                + " runs: env:NAME, file:PATH or hadoop:ALIAS.",
            file
                + "3: 'artifact-store' is 's4://acme/outrider', but no plugin has a store of the"
                + " scheme 's4'. There are [file, toy].");
    assertThat(thrown)
        .hasMessageStartingWith(
            "20 problems in the configuration:\n  outrider.properties, line 5: ")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aFileOrProfileThatIsNotThereIsNamed() {
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class, () -> read(Optional.of("x"), Map.of())))
        .hasMessage(
            "outrider-x.properties is not there. Name a properties file with --config, a profile"
                + " with --profile.");
  }

  @Test
  void aStoreOfAPluginHasTheSettingsThatItDeclares() throws Exception {
    write(
        "outrider.properties",
        "artifact-store = toy://acme/outrider\nartifact-store.root = toys\n");

    Configuration read = read(Map.of());

    assertThat(read.artifactStore()).hasToString("toy://acme/outrider/");
    assertThat(read.storeSettings().path("root")).contains(folder.resolve("toys"));
    assertThat(read.storeSettings().count("parts")).isEqualTo(2);
    assertThat(read.storeSettings().text("token")).isEmpty();
  }

  @Test
  void everythingThatIsWrongWithAStoresSettingsIsToldAtOnce() throws Exception {
    write(
        "outrider.properties",
        "artifact-store = toy://acme\nartifact-store.part = 3\nartifact-store.parts = few\n"
            + "artifact-store.token = hush\n");

    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(Map.of())))
        .hasMessageContaining(
            "outrider.properties, line 2: unknown key 'artifact-store.part'; did you mean"
                + " 'artifact-store.parts'?")
        .hasMessageContaining(
            "outrider.properties, line 3: 'artifact-store.parts' is 'few' but must be")
        .hasMessageContaining(
            "outrider.properties, line 4: 'artifact-store.token' is a secret, which no file may"
                + " hold. Write ${env:NAME} or ${file:PATH}.")
        .hasMessageContaining(
            "outrider.properties, line 1: the artifact store of 'toy:' needs 'artifact-store.root';"
                + " set it, for example to /data/toys.")
        .hasMessageNotContaining("hush");
  }

  @Test
  void anOperatorCanWhatItsOwnSettingsAllow() throws Exception {
    write(
        "outrider.properties",
        "step-operator.a.flavor = local\nstep-operator.b.flavor = local\n"
            + "step-operator.b.cancel-grace = 0s\n");

    Configuration read = read(Map.of());

    assertThat(read.operator("a").orElseThrow().flavor().capabilities()).contains(Capability.SPOT);
    assertThat(read.operator("b").orElseThrow().flavor().capabilities())
        .doesNotContain(Capability.SPOT);
  }

  @Test
  void aPlatformsWordForASettingIsAnsweredWithItsNameHere() throws Exception {
    write(
        "outrider.properties",
        "step-operator.c.flavor = cloud\nstep-operator.c.region = x\n"
            + "step-operator.c.location = x\nstep-operator.c.instance-count = 3\n"
            + "step-operator.l.flavor = local\nstep-operator.l.location = x\n");

    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(Map.of())).problems())
        .containsExactly(
            "outrider.properties, line 3: 'step-operator.c.location' has another name here. Set"
                + " 'step-operator.c.region'.",
            "outrider.properties, line 4: 'step-operator.c.instance-count' is not a setting, since"
                + " each step has its own number. Set 'step.STEP.resources.executors'.",
            "outrider.properties, line 6: unknown key 'step-operator.l.location'.");
  }

  @Test
  void theStoreOfFilesHasNoSettings() throws Exception {
    write("outrider.properties", "artifact-store.root = toys\n");

    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(Map.of())))
        .hasMessage("outrider.properties, line 1: unknown key 'artifact-store.root'.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toy://acme/a//b",
        "toy://acme/../b",
        "toy://acme/a?b",
        "toy://acme/#1",
        "toy://acme/%ff",
        "toy://acme/a b",
        "file:///data?x"
      })
  void aStoreThatIsNotTheUriOfAFolderIsAProblem(String store) throws Exception {
    write("outrider.properties", "artifact-store = " + store + "\n");

    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(Map.of())))
        .hasMessageStartingWith(
            "outrider.properties, line 1: 'artifact-store' is '"
                + store
                + "', which is not the URI of a folder: ");
  }

  @Test
  void aStoreIsOnePlaceHoweverItsUriIsSpelled() throws Exception {
    for (String spelled : List.of("toy://acme/k=v/gr%c3%b6%C3%9Fe", "toy://acme/k%3Dv/größe/")) {
      write("outrider.properties", "artifact-store = " + spelled + "\nartifact-store.root = x\n");

      assertThat(read(Map.of()).artifactStore()).hasToString("toy://acme/k=v/gr%C3%B6%C3%9Fe/");
    }
  }

  @Test
  void aStoreThatNoPluginHasIsToldOnce() throws Exception {
    write("outrider.properties", "artifact-store = gs://acme\nartifact-store.root = toys\n");

    assertThat(catchThrowableOfType(ConfigurationException.class, () -> read(Map.of())))
        .hasMessage(
            "outrider.properties, line 1: 'artifact-store' is 'gs://acme', but no plugin has a"
                + " store of the scheme 'gs'. There are [file, toy].");
  }

  private Configuration read(Map<String, String> defines) throws ConfigurationException {
    return read(Optional.empty(), defines);
  }

  private Configuration read(Optional<String> profile, Map<String, String> defines)
      throws ConfigurationException {
    var sources =
        new ConfigurationReader.Sources(Optional.empty(), profile, defines, folder, Map.of());
    return new ConfigurationReader(sources, List.of(LOCAL, CLOUD), STORES).read();
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private static FlavorInfo flavor(String name, Setting... settings) {
    return FlavorInfo.of(name, "test", "")
        .can(Capability.CANCEL)
        .stores("file")
        .settings(List.of(settings));
  }
}

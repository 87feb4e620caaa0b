// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.home.SystemText;
import dev.outrider.plugin.BrokenPlugins;
import dev.outrider.plugin.PluginStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and checks a configuration. One reader reads once. */
public final class ConfigurationReader {
  private static final Pattern OPERATOR = Pattern.compile("step-operator\\.([^.]+)\\.(.+)");
  private static final Pattern STEP =
      Pattern.compile("(?:pipeline\\.([^.]+)\\.)?step\\.([^.]+)\\.(.+)");
  private static final String REHEARSAL = "rehearsal";
  private static final String REHEARSAL_STORE = "store";

  /**
   * Where a configuration is read from.
   *
   * @param file the properties file; empty for {@code outrider.properties} in the working
   *     directory, where it is there
   * @param profile {@code NAME} of an {@code outrider-NAME.properties} beside the file, put on top
   * @param defines properties put on top of both
   * @param workingDirectory the base of relative paths in {@code defines} and of defaults
   * @param environment where {@code ${env:NAME}} is looked up
   */
  public record Sources(
      Optional<Path> file,
      Optional<String> profile,
      Map<String, String> defines,
      Path workingDirectory,
      Map<String, String> environment) {}

  private final Sources sources;
  private final Map<String, FlavorInfo> flavors = new TreeMap<>();
  private final BrokenPlugins broken;
  private final Map<String, PluginStore> stores = new TreeMap<>();
  private final PropertyCheck check;

  /**
   * @param flavors the flavors that operators may have
   * @param stores the artifact stores that there are besides that of files
   */
  public ConfigurationReader(Sources sources, List<FlavorInfo> flavors, List<PluginStore> stores) {
    this(sources, flavors, BrokenPlugins.NONE, stores);
  }

  /**
   * @param flavors the flavors that operators may have
   * @param broken the plugins that cannot be used, which have flavors that one may look for
   * @param stores the artifact stores that there are besides that of files
   */
  public ConfigurationReader(
      Sources sources, List<FlavorInfo> flavors, BrokenPlugins broken, List<PluginStore> stores) {
    this(sources, flavors, broken, stores, SystemText.ofProcess());
  }

  /**
   * @param system how paths and variables go to the system
   */
  ConfigurationReader(
      Sources sources,
      List<FlavorInfo> flavors,
      BrokenPlugins broken,
      List<PluginStore> stores,
      SystemText system) {
    this.sources = Objects.requireNonNull(sources, "sources");
    this.broken = Objects.requireNonNull(broken, "broken");
    flavors.forEach(each -> this.flavors.putIfAbsent(each.name(), each));
    stores.forEach(each -> this.stores.put(each.scheme(), each));
    this.check = new PropertyCheck(sources.environment(), system);
  }

  /**
   * @throws ConfigurationException when there is any problem; it names all of them
   */
  public Configuration read() throws ConfigurationException {
    return configuration(new OperatorReader(flavors, broken, false, check), false);
  }

  /**
   * Reads it for a rehearsal: the artifact store and the run store are below {@code rehearsal/}
   * beside the run store, and what loopback platforms give may be missing.
   *
   * @throws ConfigurationException when there is any other problem; it names all of them
   */
  public RehearsalDraft readToRehearse() throws ConfigurationException {
    OperatorReader operators = new OperatorReader(flavors, broken, true, check);
    return new RehearsalDraft(configuration(operators, true), operators.drafts());
  }

  /**
   * The properties as they are written, by key: no reference is resolved, and no key is checked.
   *
   * @throws ConfigurationException if a file cannot be read
   */
  public Map<String, String> properties() throws ConfigurationException {
    Map<String, String> properties = new TreeMap<>();
    new ConfigurationFiles(sources, check.problems())
        .layers()
        .forEach((key, property) -> properties.put(key, property.value()));
    if (!check.problems().isEmpty()) {
      throw new ConfigurationException(check.problems());
    }
    return properties;
  }

  /** The properties by what they are of. */
  private static final class Sorted {
    private final Map<String, Map<String, Property>> operators = new LinkedHashMap<>();
    private final List<StepOverrides.Override> steps = new ArrayList<>();
    private final Map<String, Property> global = new LinkedHashMap<>();
    private final Map<String, Property> ofStore = new LinkedHashMap<>();
  }

  private Configuration configuration(OperatorReader operators, boolean rehearses)
      throws ConfigurationException {
    ConfigurationFiles files = new ConfigurationFiles(sources, check.problems());
    Sorted sorted = sorted(files.layers().values(), rehearses);
    Map<String, OperatorConfiguration> configured = operators.read(sorted.operators);
    Set<String> secretVariables = new TreeSet<>(check.secretVariables());
    Optional<Path> runs =
        global(Keys.RUN_STORE, sorted)
            .map(set -> set.folder().resolve(set.value()).toAbsolutePath().normalize())
            .map(
                path ->
                    rehearses ? path.resolveSibling(REHEARSAL).resolve(path.getFileName()) : path);
    Optional<StoreReader.Configured> store =
        rehearses
            ? runs.map(path -> StoreReader.in(path.resolveSibling(REHEARSAL_STORE)))
            : global(Keys.ARTIFACT_STORE, sorted)
                .flatMap(set -> new StoreReader(stores, broken, check).read(set, sorted.ofStore));
    sorted
        .ofStore
        .values()
        .forEach(each -> secretVariables.removeAll(References.variables(each.value())));
    Optional<Property> plainSteps = global(Keys.PLAIN_STEPS, sorted);
    if (!check.problems().isEmpty()) {
      throw new ConfigurationException(check.problems());
    }
    return new Configuration(
        store.orElseThrow().uri(),
        store.orElseThrow().settings(),
        runs.orElseThrow(),
        configured,
        secretVariables,
        broken,
        new StepOverrides(sorted.steps),
        Integer.parseInt(plainSteps.orElseThrow().value()),
        files.names());
  }

  private Sorted sorted(Collection<Property> properties, boolean rehearses) {
    Sorted sorted = new Sorted();
    for (Property each : properties) {
      Matcher operator = OPERATOR.matcher(each.key());
      Matcher step = STEP.matcher(each.key());
      if (each.key().indexOf('\0') >= 0) {
        check.add(each, "has a NUL character in its name. Remove it.");
      } else if (operator.matches()) {
        operator(operator.group(1), operator.group(2), each, sorted.operators);
      } else if (step.matches()) {
        step(step, each).ifPresent(sorted.steps::add);
      } else if (rehearses && isOfStore(each.key())) {
        continue; // nothing of it is used, and its secrets need not be here
      } else if (each.key().startsWith(StoreReader.SETTING)) {
        sorted.ofStore.put(each.key().substring(StoreReader.SETTING.length()), each);
      } else if (Keys.GLOBAL.stream().anyMatch(key -> key.name().equals(each.key()))) {
        sorted.global.put(each.key(), each);
      } else {
        check.unknown(each, each.key(), "", topLevel());
      }
    }
    return sorted;
  }

  private void operator(
      String name,
      String setting,
      Property property,
      Map<String, Map<String, Property>> operators) {
    if (isFlavorOfAnother(setting)) {
      // 'step-operator.a.b.flavor': the name has a dot, for no setting of an operator is called so
      String end = "." + Keys.FLAVOR;
      String rest = setting.substring(0, setting.length() - end.length());
      check.isName("step operator", name + "." + rest, property);
    } else if (check.isName("step operator", name, property)) {
      operators.computeIfAbsent(name, each -> new LinkedHashMap<>()).put(setting, property);
    }
  }

  private static boolean isFlavorOfAnother(String setting) {
    return setting.endsWith("." + Keys.FLAVOR)
        && Settings.OPEN.stream().noneMatch(setting::startsWith);
  }

  private Optional<StepOverrides.Override> step(Matcher key, Property property) {
    Optional<String> pipeline = Optional.ofNullable(key.group(1));
    boolean named = pipeline.isEmpty() || check.isName("pipeline", pipeline.get(), property);
    if (!named || !check.isName("step", key.group(2), property)) {
      return Optional.empty();
    }
    Optional<Setting> setting =
        Keys.STEP.stream().filter(each -> each.name().equals(key.group(3))).findFirst();
    if (setting.isEmpty()) {
      stepSettingUnknown(key.group(2), key.group(3), property);
      return Optional.empty();
    }
    return check
        .accepted(setting.get(), property)
        .map(
            value ->
                new StepOverrides.Override(
                    pipeline, key.group(2), key.group(3), property.withValue(value)));
  }

  private void stepSettingUnknown(String step, String wrong, Property property) {
    Optional<Setting> end =
        Keys.STEP.stream().filter(each -> wrong.endsWith("." + each.name())).findFirst();
    if (end.isPresent()) {
      String rest = wrong.substring(0, wrong.length() - end.get().name().length() - 1);
      check.isName("step", step + "." + rest, property);
      return;
    }
    String prefix = property.key().substring(0, property.key().length() - wrong.length());
    check.unknown(property, wrong, prefix, Keys.STEP.stream().map(Setting::name).toList());
  }

  /** A key that stands alone, or its default; empty after a problem. */
  private Optional<Property> global(String name, Sorted sorted) {
    Setting setting =
        Keys.GLOBAL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    Property set = sorted.global.get(name);
    return set == null
        ? setting
            .defaultValue()
            .map(text -> new Property(name, text, "the default", sources.workingDirectory()))
        : check.accepted(setting, set).map(set::withValue);
  }

  private static boolean isOfStore(String key) {
    return key.equals(Keys.ARTIFACT_STORE) || key.startsWith(StoreReader.SETTING);
  }

  private static List<String> topLevel() {
    return Stream.concat(
            Keys.GLOBAL.stream().map(Setting::name),
            Stream.of("step-operator.NAME.flavor", "step.STEP.step-operator"))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.plan.NearestName;
import dev.outrider.plugin.BrokenPlugins;
import dev.outrider.plugin.PluginStore;
import dev.outrider.step.store.StoreLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and checks a configuration. One reader reads once. */
public final class ConfigurationReader {
  private static final String FILE = "outrider.properties";
  private static final String NAME = "[a-z][a-z0-9-]{0,39}";
  private static final Pattern OPERATOR = Pattern.compile("step-operator\\.([^.]+)\\.(.+)");
  private static final Pattern STEP =
      Pattern.compile("(?:pipeline\\.([^.]+)\\.)?step\\.([^.]+)\\.(.+)");
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");
  private static final String REHEARSAL = "rehearsal";
  private static final String REHEARSAL_STORE = "store";
  private static final String STORE_SETTING = Keys.ARTIFACT_STORE + ".";
  private static final URI NO_STORE = URI.create("file:///");
  private static final Settings NO_SETTINGS = Settings.of(List.of(), Map.of());
  private static final String FILE_SCHEME = "file";
  private static final String SECRET_FORM = "(env|file|hadoop):.+";

  /**
   * Where a configuration is read from.
   *
   * @param file the properties file; empty for {@code outrider.properties} in the working
   *     directory, where it is there
   * @param profile {@code NAME} of an {@code outrider-NAME.properties} beside the file, put on top
   * @param defines properties put on top of both
   * @param workingDirectory what relative paths of {@code defines} and defaults are below of
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
  private final List<String> problems = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private final References references;
  private final Map<String, RehearsalDraft.Operator> drafts = new TreeMap<>();
  private boolean rehearses;

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
    this.sources = Objects.requireNonNull(sources, "sources");
    this.broken = Objects.requireNonNull(broken, "broken");
    flavors.forEach(each -> this.flavors.putIfAbsent(each.name(), each));
    stores.forEach(each -> this.stores.put(each.scheme(), each));
    this.references = new References(sources.environment(), problems);
  }

  /**
   * @throws ConfigurationException when there is any problem; it names all of them
   */
  public Configuration read() throws ConfigurationException {
    return configuration();
  }

  /**
   * Reads it for a rehearsal: the artifact store and the run store are below {@code rehearsal/}
   * beside the run store, and what loopback platforms give may be missing.
   *
   * @throws ConfigurationException when there is any other problem; it names all of them
   */
  public RehearsalDraft readToRehearse() throws ConfigurationException {
    rehearses = true;
    return new RehearsalDraft(configuration(), drafts);
  }

  /**
   * The properties as they are written, by key: no reference is resolved, and no key is checked.
   *
   * @throws ConfigurationException if a file cannot be read
   */
  public Map<String, String> properties() throws ConfigurationException {
    Map<String, String> properties = new TreeMap<>();
    layers().forEach((key, property) -> properties.put(key, property.value()));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return properties;
  }

  private Configuration configuration() throws ConfigurationException {
    Map<String, Property> properties = layers();
    Map<String, Map<String, Property>> operators = new LinkedHashMap<>();
    List<StepOverrides.Override> steps = new ArrayList<>();
    Map<String, Property> global = new LinkedHashMap<>();
    Map<String, Property> ofStore = new LinkedHashMap<>();
    for (Property each : properties.values()) {
      Matcher operator = OPERATOR.matcher(each.key());
      Matcher step = STEP.matcher(each.key());
      if (operator.matches()) {
        if (isName("step operator", operator.group(1), each)) {
          operators
              .computeIfAbsent(operator.group(1), name -> new LinkedHashMap<>())
              .put(operator.group(2), each);
        }
      } else if (step.matches()) {
        step(step, each).ifPresent(steps::add);
      } else if (rehearses && isOfStore(each.key())) {
        continue; // nothing of it is used, and its secrets need not be here
      } else if (each.key().startsWith(STORE_SETTING)) {
        ofStore.put(each.key().substring(STORE_SETTING.length()), each);
      } else if (Keys.GLOBAL.stream().anyMatch(key -> key.name().equals(each.key()))) {
        references.resolve(each).ifPresent(value -> global.put(each.key(), with(each, value)));
      } else {
        unknown(each, each.key(), "", topLevel());
      }
    }
    Map<String, OperatorConfiguration> configured = new LinkedHashMap<>();
    operators.forEach(
        (name, settings) ->
            operator(name, settings).ifPresent(found -> configured.put(name, found)));
    for (FlavorInfo flavor : flavors.values()) {
      if (!operators.containsKey(flavor.name())
          && flavor.settings().stream().noneMatch(Setting::required)) {
        Settings settings = Settings.of(flavor.settings(), Map.of());
        configured.put(
            flavor.name(),
            new OperatorConfiguration(
                flavor.name(),
                flavor,
                settings,
                Settings.of(Keys.OPERATOR, Map.of()),
                "the flavor's defaults"));
      }
    }
    Path runs = runStore(global);
    if (rehearses) {
      runs = runs.resolveSibling(REHEARSAL).resolve(runs.getFileName());
    }
    URI store = rehearses ? folderUri(runs.resolveSibling(REHEARSAL_STORE)) : artifactStore(global);
    Settings storeSettings = rehearses ? NO_SETTINGS : storeSettings(store, global, ofStore);
    int plainSteps = plainSteps(global);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Configuration(
        store,
        storeSettings,
        runs,
        configured,
        broken,
        new StepOverrides(steps),
        plainSteps,
        String.join(", ", files));
  }

  private Map<String, Property> layers() {
    Path folder = sources.workingDirectory();
    Path file = sources.file().map(folder::resolve).orElse(folder.resolve(FILE));
    Map<String, Property> properties = new LinkedHashMap<>();
    if (sources.file().isPresent() || Files.exists(file)) {
      properties.putAll(file(file));
    }
    sources
        .profile()
        .ifPresent(
            profile ->
                properties.putAll(
                    file(file.resolveSibling("outrider-" + profile + ".properties"))));
    new TreeMap<>(sources.defines())
        .forEach((key, value) -> properties.put(key, new Property(key, value, "-D", folder)));
    return properties;
  }

  private Map<String, Property> file(Path file) {
    Path near = sources.workingDirectory();
    String shown = (file.startsWith(near) ? near.relativize(file) : file).toString();
    if (!Files.isRegularFile(file)) {
      problems.add(
          shown
              + (Files.exists(file) ? " is no file." : " is not there.")
              + " Name a properties file with --config, a profile with --profile.");
      return Map.of();
    }
    files.add(shown);
    return new PropertiesFile(file, shown, problems).read();
  }

  private boolean isName(String what, String name, Property property) {
    boolean good = name.matches(NAME);
    if (!good) {
      problems.add(
          property.place()
              + ": '"
              + property.key()
              + "' names a "
              + what
              + " '"
              + name
              + "'. Names are lower-case letters, digits and -, a letter first, at most 40.");
    }
    return good;
  }

  private Optional<StepOverrides.Override> step(Matcher key, Property property) {
    Optional<String> pipeline = Optional.ofNullable(key.group(1));
    boolean named = pipeline.isEmpty() || isName("pipeline", pipeline.get(), property);
    if (!named || !isName("step", key.group(2), property)) {
      return Optional.empty();
    }
    Optional<Setting> setting =
        Keys.STEP.stream().filter(each -> each.name().equals(key.group(3))).findFirst();
    if (setting.isEmpty()) {
      String prefix = property.key().substring(0, property.key().length() - key.group(3).length());
      unknown(property, key.group(3), prefix, Keys.STEP.stream().map(Setting::name).toList());
      return Optional.empty();
    }
    return references
        .resolve(property)
        .filter(value -> accepted(setting.get(), with(property, value)))
        .map(
            value ->
                new StepOverrides.Override(
                    pipeline, key.group(2), key.group(3), with(property, value)));
  }

  private boolean accepted(Setting setting, Property property) {
    if (setting.name().equals(Keys.CACHE) && !setting.accepts(property.value())) {
      problems.add(
          property.place()
              + ": '"
              + property.key()
              + "' is '"
              + property.value()
              + "', but a cache of outputs is not available in this version. Leave it out, or set"
              + " it to off.");
      return false;
    }
    boolean good = setting.accepts(property.value());
    if (!good) {
      problems.add(
          property.place()
              + ": '"
              + property.key()
              + (setting.secret() ? "' is set but" : "' is '" + property.value() + "' but")
              + " must be "
              + setting.expected()
              + ".");
    }
    return good;
  }

  private Optional<OperatorConfiguration> operator(String name, Map<String, Property> given) {
    String prefix = "step-operator." + name + ".";
    if (name.equals(Keys.ORCHESTRATOR)) {
      problems.add(
          given.values().iterator().next().place()
              + ": no step operator may be called '"
              + name
              + "', which is what runs plain steps. Give it another name.");
      return Optional.empty();
    }
    Property flavor = given.get(Keys.FLAVOR);
    if (flavor == null) {
      problems.add(
          given.values().iterator().next().place()
              + ": step operator '"
              + name
              + "' has no flavor. Set '"
              + prefix
              + "flavor', for example to "
              + flavors.keySet().stream().findFirst().orElse("local")
              + ".");
      return Optional.empty();
    }
    FlavorInfo info = flavors.get(flavor.value());
    Optional<String> reason = info == null ? broken.reason(flavor.value()) : Optional.empty();
    if (reason.isPresent()) {
      problems.add(
          flavor.place()
              + ": '"
              + flavor.key()
              + "' is '"
              + flavor.value()
              + "', a flavor that cannot be used: "
              + reason.get());
      return Optional.empty();
    }
    if (info == null) {
      problems.add(
          flavor.place()
              + ": '"
              + flavor.key()
              + "' is '"
              + flavor.value()
              + "', a flavor that no plugin has"
              + didYouMean(flavor.value(), "", flavors.keySet())
              + (nearest(flavor.value(), flavors.keySet()).isEmpty()
                  ? " There are " + flavors.keySet() + "."
                  : "")
              + broken.hint());
      return Optional.empty();
    }
    int before = problems.size();
    Map<String, String> excused = new TreeMap<>();
    boolean isDraft = rehearses && info.needsStage();
    List<Setting> common =
        Keys.OPERATOR.stream()
            .filter(each -> info.settings().stream().noneMatch(s -> s.name().equals(each.name())))
            .toList();
    Map<String, String> commonValues = new TreeMap<>();
    Map<String, String> values = new TreeMap<>();
    given.forEach(
        (key, property) -> {
          if (!key.equals(Keys.FLAVOR)) {
            boolean isCommon = common.stream().anyMatch(each -> each.name().equals(key));
            int known = problems.size();
            setting(info, common, key, prefix, property)
                .ifPresent(value -> (isCommon ? commonValues : values).put(key, value));
            if (isDraft && !references.canResolve(property)) {
              List<String> own = problems.subList(known, problems.size());
              excused.put(key, String.join(" ", own));
              own.clear();
            }
          }
        });
    for (Setting each : info.settings()) {
      if (each.required() && !given.containsKey(each.name())) {
        String problem =
            flavor.place()
                + ": flavor '"
                + info.name()
                + "' needs '"
                + prefix
                + each.name()
                + "'; set it"
                + each.example().map(example -> ", for example to " + example).orElse("")
                + ".";
        if (isDraft) {
          excused.put(each.name(), problem);
        } else {
          problems.add(problem);
        }
      }
    }
    if (problems.size() > before) {
      return Optional.empty();
    }
    if (isDraft) {
      drafts.put(name, new RehearsalDraft.Operator(values, excused));
    }
    return Optional.of(
        new OperatorConfiguration(
            name,
            isDraft ? onThisDisk(info) : info,
            Settings.of(isDraft ? optional(info.settings()) : info.settings(), values),
            Settings.of(common, commonValues),
            flavor.place()));
  }

  /** A loopback platform reads and writes the disk of this machine. */
  private static FlavorInfo onThisDisk(FlavorInfo info) {
    return info.stores(
        Stream.concat(info.storeSchemes().stream(), Stream.of("file"))
            .distinct()
            .toArray(String[]::new));
  }

  private static List<Setting> optional(List<Setting> settings) {
    return settings.stream()
        .map(
            each ->
                new Setting(
                    each.name(),
                    each.type(),
                    each.description(),
                    each.defaultValue(),
                    each.example(),
                    each.choices(),
                    false,
                    each.secret(),
                    each.unit()))
        .toList();
  }

  private Optional<String> setting(
      FlavorInfo info, List<Setting> common, String key, String prefix, Property property) {
    if (key.startsWith("secret.")) {
      if (!property.value().matches(SECRET_FORM)) {
        problems.add(
            property.place()
                + ": '"
                + property.key()
                + "' must say where the secret is where the step runs: env:NAME, file:PATH or"
                + " hadoop:ALIAS.");
        return Optional.empty();
      }
      return Optional.of(property.value());
    }
    if (key.startsWith("env.") && !isVariable(key.substring("env.".length()), property)) {
      return Optional.empty();
    }
    if (Settings.OPEN.stream().anyMatch(key::startsWith)) {
      return references.resolve(property);
    }
    List<Setting> all = Stream.concat(info.settings().stream(), common.stream()).toList();
    Optional<Setting> declared = all.stream().filter(each -> each.name().equals(key)).findFirst();
    if (declared.isEmpty()) {
      Stream<String> known = Stream.concat(Stream.of(Keys.FLAVOR), all.stream().map(Setting::name));
      unknown(property, key, prefix, known.toList());
      return Optional.empty();
    }
    return value(declared.get(), property);
  }

  private Optional<String> value(Setting declared, Property property) {
    if (declared.secret() && !References.isReference(property.value())) {
      problems.add(
          property.place()
              + ": '"
              + property.key()
              + "' is a secret, which no file may hold. Write ${env:NAME} or ${file:PATH}.");
      return Optional.empty();
    }
    return references
        .resolve(property)
        .filter(value -> accepted(declared, with(property, value)))
        .map(
            value ->
                declared.type() == SettingType.PATH
                    ? property.folder().resolve(value).normalize().toString()
                    : value);
  }

  /** A request carries the environment, and people see requests: no secret belongs there. */
  private boolean isVariable(String name, Property property) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      problems.add(
          property.place()
              + ": '"
              + property.key()
              + "' names an environment variable '"
              + name
              + "'. Names are letters, digits and _, no digit first.");
      return false;
    }
    if (Settings.isSecretName(name)) {
      problems.add(
          property.place()
              + ": '"
              + property.key()
              + "' looks like a secret, which requests do not carry. Set '"
              + property.key().replaceFirst("env[.][^.]*$", "secret.NAME")
              + "' to where it is where the step runs, and have the step ask for it.");
      return false;
    }
    return true;
  }

  private URI artifactStore(Map<String, Property> global) {
    Property set = global.get(Keys.ARTIFACT_STORE);
    String text = set == null ? Keys.GLOBAL.get(0).defaultValue().orElseThrow() : set.value();
    Path folder = set == null ? sources.workingDirectory() : set.folder();
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      return folderUri(folder.resolve(text));
    }
    if (scheme.group(1).equals(FILE_SCHEME) || stores.containsKey(scheme.group(1))) {
      try {
        URI uri = new URI(text);
        if (scheme.group(1).equals(FILE_SCHEME)) {
          return folderUri(Path.of(uri));
        }
        StoreLocation location = StoreLocation.of(uri);
        // parts of a run are found by URIs below it, and resolving one makes one slash of two
        location.checkParts();
        return location.folder().uri();
      } catch (URISyntaxException | IllegalArgumentException e) {
        problems.add(
            set.place()
                + ": '"
                + set.key()
                + "' is '"
                + text
                + "', which is not the URI of a folder: "
                + e.getMessage());
        return NO_STORE;
      }
    }
    Optional<String> reason = broken.storeReason(scheme.group(1));
    if (reason.isPresent()) {
      problems.add(
          set.place()
              + ": '"
              + set.key()
              + "' is '"
              + text
              + "', whose store cannot be used: "
              + reason.get());
      return NO_STORE;
    }
    problems.add(
        set.place()
            + ": '"
            + set.key()
            + "' is '"
            + text
            + "', but no plugin has a store of the scheme '"
            + scheme.group(1)
            + "'. There are "
            + Stream.concat(Stream.of(FILE_SCHEME), stores.keySet().stream()).toList()
            + "."
            + broken.hint());
    return NO_STORE;
  }

  private static boolean isOfStore(String key) {
    return key.equals(Keys.ARTIFACT_STORE) || key.startsWith(STORE_SETTING);
  }

  /** Checks what is set of the store that is configured; a store that is wrong is told already. */
  private Settings storeSettings(
      URI uri, Map<String, Property> global, Map<String, Property> given) {
    if (uri == NO_STORE) {
      return NO_SETTINGS;
    }
    PluginStore store = stores.get(uri.getScheme());
    List<Setting> declared = store == null ? List.of() : store.settings();
    int before = problems.size();
    Map<String, String> values = new TreeMap<>();
    given.forEach(
        (name, property) -> {
          Optional<Setting> setting =
              declared.stream().filter(each -> each.name().equals(name)).findFirst();
          if (setting.isEmpty()) {
            unknown(property, name, STORE_SETTING, declared.stream().map(Setting::name).toList());
          } else {
            value(setting.get(), property).ifPresent(value -> values.put(name, value));
          }
        });
    for (Setting each : declared) {
      if (each.required() && !given.containsKey(each.name())) {
        problems.add(
            global.get(Keys.ARTIFACT_STORE).place()
                + ": the artifact store of '"
                + uri.getScheme()
                + ":' needs '"
                + STORE_SETTING
                + each.name()
                + "'; set it"
                + each.example().map(example -> ", for example to " + example).orElse("")
                + ".");
      }
    }
    return problems.size() > before ? NO_SETTINGS : Settings.of(declared, values);
  }

  private static URI folderUri(Path folder) {
    return StoreLocation.of(folder.toAbsolutePath().normalize()).folder().uri();
  }

  private Path runStore(Map<String, Property> global) {
    Property set = global.get(Keys.RUN_STORE);
    return (set == null
            ? sources.workingDirectory().resolve(Keys.GLOBAL.get(1).defaultValue().orElseThrow())
            : set.folder().resolve(set.value()))
        .toAbsolutePath()
        .normalize();
  }

  private int plainSteps(Map<String, Property> global) {
    Setting setting =
        Keys.GLOBAL.stream().filter(each -> each.name().equals(Keys.PLAIN_STEPS)).findFirst().get();
    return Optional.ofNullable(global.get(Keys.PLAIN_STEPS))
        .filter(set -> accepted(setting, set))
        .map(Property::value)
        .or(setting::defaultValue)
        .map(Integer::valueOf)
        .get();
  }

  private void unknown(Property property, String wrong, String prefix, Collection<String> known) {
    problems.add(
        property.place()
            + ": unknown key '"
            + property.key()
            + "'"
            + didYouMean(wrong, prefix, known));
  }

  private static String didYouMean(String wrong, String prefix, Collection<String> known) {
    return nearest(wrong, known).map(name -> "; did you mean '" + prefix + name + "'?").orElse(".");
  }

  private static Optional<String> nearest(String wrong, Collection<String> known) {
    return NearestName.of(wrong, known);
  }

  private static List<String> topLevel() {
    return Stream.concat(
            Keys.GLOBAL.stream().map(Setting::name),
            Stream.of("step-operator.NAME.flavor", "step.STEP.step-operator"))
        .toList();
  }

  private static Property with(Property property, String value) {
    return new Property(property.key(), value, property.place(), property.folder());
  }
}

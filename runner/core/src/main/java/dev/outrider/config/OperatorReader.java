// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.plan.NearestName;
import dev.outrider.plugin.BrokenPlugins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the step operators of a configuration. */
final class OperatorReader {
  private static final String VARIABLE = "env:";
  private static final String SECRET_FORM = "(env|file|hadoop):.+";

  private final Map<String, FlavorInfo> flavors;
  private final BrokenPlugins broken;
  private final boolean rehearses;
  private final PropertyCheck check;
  private final Map<String, RehearsalDraft.Operator> drafts = new TreeMap<>();

  /**
   * @param flavors the flavors that operators may have, by name
   * @param broken the plugins that cannot be used
   * @param rehearses whether what loopback platforms give may be missing
   */
  OperatorReader(
      Map<String, FlavorInfo> flavors,
      BrokenPlugins broken,
      boolean rehearses,
      PropertyCheck check) {
    this.flavors = flavors;
    this.broken = broken;
    this.rehearses = rehearses;
    this.check = check;
  }

  /** What is still missing of the operators that a rehearsal has. */
  Map<String, RehearsalDraft.Operator> drafts() {
    return drafts;
  }

  /**
   * The operators by name: those that are set, and one of each flavor that needs no setting.
   *
   * @param given by operator, what is set of it by the rest of its key
   */
  Map<String, OperatorConfiguration> read(Map<String, Map<String, Property>> given) {
    Map<String, OperatorConfiguration> configured = new LinkedHashMap<>();
    given.forEach(
        (name, settings) ->
            operator(name, settings).ifPresent(found -> configured.put(name, found)));
    for (FlavorInfo flavor : flavors.values()) {
      if (!given.containsKey(flavor.name())
          && flavor.settings().stream().noneMatch(Setting::required)) {
        configured.put(
            flavor.name(),
            new OperatorConfiguration(
                flavor.name(),
                flavor,
                Settings.of(flavor.settings(), Map.of()),
                Settings.of(Keys.OPERATOR, Map.of()),
                "the flavor's defaults"));
      }
    }
    return configured;
  }

  private Optional<OperatorConfiguration> operator(String name, Map<String, Property> given) {
    String prefix = "step-operator." + name + ".";
    if (name.equals(Keys.ORCHESTRATOR)) {
      check
          .problems()
          .add(
              given.values().iterator().next().place()
                  + ": no step operator may be called '"
                  + name
                  + "', which is what runs plain steps. Give it another name.");
      return Optional.empty();
    }
    return flavor(name, prefix, given).flatMap(info -> operator(name, prefix, info, given));
  }

  private Optional<FlavorInfo> flavor(String name, String prefix, Map<String, Property> given) {
    Property flavor = given.get(Keys.FLAVOR);
    if (flavor == null && misspelt(name, given).isEmpty() && flavors.containsKey(name)) {
      return Optional.of(flavors.get(name)); // the flavor of its name, unless another is set
    }
    if (flavor == null) {
      noFlavor(name, prefix, given);
      return Optional.empty();
    }
    Optional<String> value = check.resolve(flavor);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<FlavorInfo> info = Optional.ofNullable(flavors.get(value.get()));
    Optional<String> reason = info.isEmpty() ? broken.reason(value.get()) : Optional.empty();
    if (reason.isPresent()) {
      check.add(flavor, "is '" + value.get() + "', a flavor that cannot be used: " + reason.get());
    } else if (info.isEmpty()) {
      check.add(
          flavor,
          "is '"
              + value.get()
              + "', a flavor that no plugin has"
              + PropertyCheck.didYouMean(value.get(), "", flavors.keySet())
              + (NearestName.of(value.get(), flavors.keySet()).isEmpty()
                  ? " There are " + flavors.keySet() + "."
                  : "")
              + broken.hint());
    }
    return info;
  }

  /**
   * Without its flavor nothing else of an operator can be checked, but for the name of that key.
   */
  private void noFlavor(String name, String prefix, Map<String, Property> given) {
    Optional<String> misspelt = misspelt(name, given);
    Property shown = misspelt.map(given::get).orElseGet(() -> given.values().iterator().next());
    Optional<String> reason = misspelt.isEmpty() ? broken.reason(name) : Optional.empty();
    if (reason.isPresent()) {
      check
          .problems()
          .add(
              shown.place()
                  + ": step operator '"
                  + name
                  + "' has the flavor of its name, which cannot be used: "
                  + reason.get());
      return;
    }
    check
        .problems()
        .add(
            shown.place()
                + ": step operator '"
                + name
                + "' has no flavor"
                + misspelt
                    .map(
                        key ->
                            ": unknown key '"
                                + prefix
                                + key
                                + "'; did you mean '"
                                + prefix
                                + Keys.FLAVOR
                                + "'?")
                    .orElseGet(
                        () ->
                            ". Set '"
                                + prefix
                                + Keys.FLAVOR
                                + "', for example to "
                                + flavors.keySet().stream().findFirst().orElse("local")
                                + "."));
  }

  /** A key that was meant to name the flavor. */
  private Optional<String> misspelt(String name, Map<String, Property> given) {
    List<String> known =
        Optional.ofNullable(flavors.get(name)).stream()
            .flatMap(flavor -> flavor.settings().stream().map(Setting::name))
            .toList();
    return given.keySet().stream()
        .filter(key -> !known.contains(key))
        .filter(key -> Settings.OPEN.stream().noneMatch(key::startsWith))
        .filter(key -> NearestName.of(key, List.of(Keys.FLAVOR)).isPresent())
        .findFirst();
  }

  private Optional<OperatorConfiguration> operator(
      String name, String prefix, FlavorInfo info, Map<String, Property> given) {
    // where nothing names the flavor, the first setting has made the operator
    String place =
        Optional.ofNullable(given.get(Keys.FLAVOR))
            .orElseGet(() -> given.values().iterator().next())
            .place();
    int before = check.problems().size();
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
            int known = check.problems().size();
            setting(info, common, key, prefix, property)
                .ifPresent(value -> (isCommon ? commonValues : values).put(key, value));
            if (isDraft && !check.canResolve(property)) {
              List<String> own = check.problems().subList(known, check.problems().size());
              excused.put(key, String.join(" ", own));
              own.clear();
            }
          }
        });
    for (Setting each : info.settings()) {
      if (each.required() && !given.containsKey(each.name())) {
        String problem =
            place
                + ": flavor '"
                + info.name()
                + "' needs '"
                + prefix
                + each.name()
                + "'"
                + PropertyCheck.setIt(each);
        if (isDraft) {
          excused.put(each.name(), problem);
        } else {
          check.problems().add(problem);
        }
      }
    }
    if (check.problems().size() > before) {
      return Optional.empty();
    }
    if (isDraft) {
      drafts.put(name, new RehearsalDraft.Operator(values, excused));
    }
    return Optional.of(
        new OperatorConfiguration(
            name,
            isDraft ? onThisDisk(info) : info,
            Settings.of(
                isDraft
                    ? info.settings().stream().map(Setting::mayBeMissing).toList()
                    : info.settings(),
                values),
            Settings.of(common, commonValues),
            place));
  }

  /** A loopback platform reads and writes the disk of this machine. */
  private static FlavorInfo onThisDisk(FlavorInfo info) {
    return info.stores(
        Stream.concat(info.storeSchemes().stream(), Stream.of("file"))
            .distinct()
            .toArray(String[]::new));
  }

  private Optional<String> setting(
      FlavorInfo info, List<Setting> common, String key, String prefix, Property property) {
    if (key.startsWith("secret.")) {
      if (!property.value().matches(SECRET_FORM)) {
        check.add(
            property,
            "must say where the secret is where the step runs: env:NAME, file:PATH or"
                + " hadoop:ALIAS.");
        return Optional.empty();
      }
      if (property.value().startsWith(VARIABLE)) {
        check.isInVariable(property.value().substring(VARIABLE.length()));
      }
      return check.resolve(property);
    }
    if (key.startsWith("env.") && !isVariable(key.substring("env.".length()), property)) {
      return Optional.empty();
    }
    if (key.startsWith("env.")) {
      return check.resolve(property).filter(value -> check.isCarried(property, value));
    }
    if (Settings.OPEN.stream().anyMatch(key::startsWith)) {
      if (Settings.isSecretName(key)) {
        check.isSecret(property);
      }
      return check.resolve(property);
    }
    List<Setting> all = Stream.concat(info.settings().stream(), common.stream()).toList();
    Optional<Setting> declared = all.stream().filter(each -> each.name().equals(key)).findFirst();
    if (declared.isEmpty()) {
      Stream<String> known = Stream.concat(Stream.of(Keys.FLAVOR), all.stream().map(Setting::name));
      check.unknown(property, key, prefix, known.toList());
      return Optional.empty();
    }
    return check.value(declared.get(), property);
  }

  /** A request carries the environment, and people see requests: no secret belongs there. */
  private boolean isVariable(String name, Property property) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      check.add(
          property,
          "names an environment variable '"
              + name
              + "'. Names are letters, digits and _, no digit first.");
      return false;
    }
    if (Settings.isSecretName(name)) {
      check.add(
          property,
          "looks like a secret, which requests do not carry. Set '"
              + property.key().replaceFirst("env[.][^.]*$", "secret.NAME")
              + "' to where it is where the step runs, and have the step ask for it.");
      return false;
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.bundle.SparkLine;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.home.SystemText;
import dev.outrider.plan.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks properties one by one, and gathers a sentence for each that is wrong. */
final class PropertyCheck {
  private static final String NAME = "[a-z][a-z0-9-]{0,39}";

  private final List<String> problems = new ArrayList<>();
  private final References references;
  private final SystemText system;
  private final Set<String> secretVariables = new TreeSet<>();

  /**
   * @param environment where {@code ${env:NAME}} is looked up
   * @param system how paths and variables go to the system
   */
  PropertyCheck(Map<String, String> environment, SystemText system) {
    this.system = system;
    references = new References(environment, problems);
  }

  /** Everything that is wrong so far; callers add to it. */
  List<String> problems() {
    return problems;
  }

  /** The environment variables that secrets are in, as far as is read. */
  Set<String> secretVariables() {
    return secretVariables;
  }

  /** Notes that a property is a secret. */
  void isSecret(Property property) {
    secretVariables.addAll(References.variables(property.value()));
  }

  /** Notes that an environment variable is where a step finds a secret. */
  void isInVariable(String name) {
    secretVariables.add(name);
  }

  /** Adds a problem of a property: its place, its key, and what is wrong. */
  void add(Property property, String problem) {
    problems.add(property.place() + ": '" + property.key() + "' " + problem);
  }

  /** Whether a name that a key has is one that an operator, a step or a pipeline may have. */
  boolean isName(String what, String name, Property property) {
    boolean good = name.matches(NAME);
    if (!good) {
      add(
          property,
          "names a "
              + what
              + " '"
              + name
              + "'. Names are lower-case letters, digits and -, a letter first, at most 40.");
    }
    return good;
  }

  /** A property's value with its references resolved; empty after a problem. */
  Optional<String> resolve(Property property) {
    return references.resolve(property);
  }

  /** Whether everything that a property refers to is there; reports nothing. */
  boolean canResolve(Property property) {
    return references.canResolve(property);
  }

  /** The value of a declared setting, a path absolute; empty after a problem. */
  Optional<String> value(Setting declared, Property property) {
    if (declared.secret() && !References.isReference(property.value())) {
      add(property, "is a secret, which no file may hold. Write ${env:NAME} or ${file:PATH}.");
      return Optional.empty();
    }
    if (declared.secret()) {
      isSecret(property);
    }
    Optional<String> accepted = accepted(declared, property);
    return declared.type() == SettingType.PATH
        ? accepted.map(value -> property.folder().resolve(value).normalize().toString())
        : accepted;
  }

  /** The value of a declared setting as it stands; empty after a problem. */
  Optional<String> accepted(Setting setting, Property property) {
    return resolve(property)
        .filter(value -> isAccepted(setting, property, value))
        .filter(value -> setting.type() != SettingType.PATH || isCarried(property, value));
  }

  /** Whether a value that becomes a path or a variable arrives there as it is. */
  boolean isCarried(Property property, String value) {
    boolean carried = system.carries(value);
    if (!carried) {
      add(property, "is '" + value + "', which cannot be passed on. " + system.advice());
    }
    return carried;
  }

  private boolean isAccepted(Setting setting, Property property, String value) {
    boolean good = setting.accepts(value);
    if (!good && setting.name().equals(Keys.CACHE)) {
      add(
          property,
          "is '"
              + value
              + "', but a cache of outputs is not available in this version. Leave it out, or set"
              + " it to off.");
    } else if (!good) {
      String is =
          value.isEmpty()
              ? "is empty but"
              : setting.secret() ? "is set but" : "is '" + value + "' but";
      add(property, is + " must be " + setting.expected(value) + ".");
    }
    boolean isLine = setting.name().equals(CommonSettings.SPARK_LINE.name());
    return good && (!isLine || isSparkLine(property, value));
  }

  private boolean isSparkLine(Property property, String value) {
    try {
      SparkLine.parse(value);
      return true;
    } catch (IllegalArgumentException e) {
      add(property, "cannot be used: " + e.getMessage());
      return false;
    }
  }

  /**
   * Adds the problem of a key that is not known.
   *
   * @param wrong the part of the key that is wrong
   * @param prefix the part before it
   * @param known what could have been meant, without the prefix
   */
  void unknown(Property property, String wrong, String prefix, Collection<String> known) {
    Optional<String> named = OtherNames.of(wrong).filter(known::contains);
    if (named.isPresent()) {
      add(property, "has another name here. Set '" + prefix + named.get() + "'.");
      return;
    }
    if (wrong.equals(OtherNames.INSTANCE_COUNT)) {
      add(
          property,
          "is not a setting, since each step has its own number. Set 'step.STEP.resources.executors'.");
      return;
    }
    problems.add(
        property.place()
            + ": unknown key '"
            + property.key()
            + "'"
            + didYouMean(wrong, prefix, known));
  }

  /** The end of a sentence about a wrong word. */
  static String didYouMean(String wrong, String prefix, Collection<String> known) {
    return NearestName.of(wrong, known)
        .map(name -> "; did you mean '" + prefix + name + "'?")
        .orElse(".");
  }

  /** The end of a sentence about a setting that must be set. */
  static String setIt(Setting setting) {
    return "; set it" + setting.example().map(text -> ", for example to " + text).orElse("") + ".";
  }
}

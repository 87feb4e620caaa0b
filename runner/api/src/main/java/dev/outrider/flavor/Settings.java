// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings of one operator, as its flavor declares them. Immutable; equal where the same is
 * declared and set. Reading one that is not declared is an error of the flavor's author.
 */
public final class Settings {

  /** Settings below these are the user's own words, and are not declared. */
  public static final List<String> OPEN = List.of("spark.", "env.", "tag.", "secret.");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          ".*(secret|password|passwd|token|credential|access[._]?key).*", Pattern.CASE_INSENSITIVE);

  private final Map<String, Setting> declared;
  private final Map<String, String> given;

  private Settings(Map<String, Setting> declared, Map<String, String> given) {
    this.declared = declared;
    this.given = given;
  }

  /**
   * Checks what was set against what is declared.
   *
   * @param declared the flavor's settings
   * @param given what was set, by the name in the flavor; references are resolved already
   * @throws IllegalArgumentException when {@link #problems} finds any
   */
  public static Settings of(List<Setting> declared, Map<String, String> given) {
    List<String> problems = problems(declared, given);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
    return new Settings(byName(declared), Collections.unmodifiableMap(new TreeMap<>(given)));
  }

  /**
   * Everything that is wrong with what was set. The value of a secret is never shown.
   *
   * @return sentences, in the order of the declaration, then of the names
   */
  public static List<String> problems(List<Setting> declared, Map<String, String> given) {
    List<String> problems = new ArrayList<>();
    for (Setting each : declared) {
      String text = given.get(each.name());
      if (text == null && each.required()) {
        problems.add(
            "'"
                + each.name()
                + "' is missing"
                + each.example().map(e -> "; set it, for example to " + e).orElse("")
                + ".");
      } else if (text != null && !each.accepts(text)) {
        String shown = each.secret() ? "is set but" : "is '" + text + "' but";
        problems.add("'" + each.name() + "' " + shown + " must be " + each.expected() + ".");
      }
    }
    Map<String, Setting> known = byName(declared);
    for (String name : new TreeMap<>(given).keySet()) {
      if (!known.containsKey(name) && OPEN.stream().noneMatch(name::startsWith)) {
        problems.add("'" + name + "' is no setting of this flavor.");
      }
    }
    return problems;
  }

  /**
   * Whether the name of one of the user's own words, such as {@code
   * spark.hadoop.fs.s3a.secret.key}, says that its value is a secret: as Spark's own {@code
   * spark.redaction.regex} goes by it, and by {@code access.key} besides. The value of such a name
   * is never shown.
   */
  public static boolean isSecretName(String name) {
    return SECRET_NAME.matcher(name).matches();
  }

  /** A text; empty where none is set and there is no default. */
  public Optional<String> text(String name) {
    Setting setting = declared.get(name);
    if (setting == null) {
      throw new IllegalArgumentException("The flavor declares no setting '" + name + "'.");
    }
    return Optional.ofNullable(given.get(name)).or(setting::defaultValue);
  }

  /** A text that is set or has a default. */
  public String required(String name) {
    return text(name)
        .orElseThrow(
            () ->
                new IllegalStateException("Setting '" + name + "' has neither value nor default."));
  }

  public boolean flag(String name) {
    return List.of("true", "on").contains(required(name));
  }

  public int count(String name) {
    return Integer.parseInt(required(name));
  }

  public Duration duration(String name) {
    return SettingType.duration(required(name));
  }

  /** An amount of memory, in bytes. */
  public long memory(String name) {
    return SettingType.bytes(required(name));
  }

  public Optional<Path> path(String name) {
    return text(name).map(Path::of);
  }

  /**
   * What was set below a prefix of {@link #OPEN}.
   *
   * @return by the whole name for {@code spark.}, which is Spark's own; without the prefix for
   *     others
   */
  public Map<String, String> below(String prefix) {
    Map<String, String> found = new TreeMap<>();
    given.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            found.put(prefix.equals("spark.") ? name : name.substring(prefix.length()), text);
          }
        });
    return Collections.unmodifiableMap(found);
  }

  /** Whether the same is declared, and the same was set. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Settings that
        && declared.equals(that.declared)
        && given.equals(that.given);
  }

  @Override
  public int hashCode() {
    return Objects.hash(declared, given);
  }

  private static Map<String, Setting> byName(List<Setting> declared) {
    Map<String, Setting> byName = new LinkedHashMap<>();
    declared.forEach(each -> byName.put(each.name(), each));
    return byName;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Range;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.step.value.JsonForm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a descriptor says beside what lists show: of flavors, stores and nested jars.
 *
 * @param lines all lines of the descriptor
 */
record DescriptorDetails(DescriptorLines lines) {
  private static final Set<String> CAPABILITIES = new HashSet<>();
  private static final Set<String> TYPES = new HashSet<>();

  /** All words that a descriptor may say details with. */
  private static final Set<String> WORDS = new HashSet<>();

  static {
    // No streams: lists would wait for their classes.
    for (Capability each : Capability.values()) {
      CAPABILITIES.add(each.id());
    }
    for (SettingType each : SettingType.values()) {
      TYPES.add(each.id());
    }
    WORDS.addAll(CAPABILITIES);
    WORDS.addAll(TYPES);
    for (DeployMode each : DeployMode.values()) {
      WORDS.add(each.id());
    }
    for (ProviderLimit.Subject each : ProviderLimit.Subject.values()) {
      WORDS.add(each.id());
    }
  }

  /**
   * Whether this Outrider knows words that details are said with: capabilities, types of settings,
   * deploy modes and what limits are of.
   */
  static boolean understands(List<String> words) {
    return WORDS.containsAll(words);
  }

  /**
   * What a flavor says of itself.
   *
   * @throws UnusableException when this Outrider does not know one of its words
   */
  FlavorInfo flavor(String name) throws UnusableException {
    String key = "flavor." + name + ".";
    String user = "flavor '" + name + "'";
    for (String capability : lines.list(key + "capabilities")) {
      if (!CAPABILITIES.contains(capability)) {
        throw unknown(user, "the capability '" + capability + "'");
      }
    }
    List<Setting> settings = settings(key, user);
    try {
      return flavor(name, key, settings);
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          "says of flavor '"
              + name
              + "' what this Outrider does not understand ("
              + e.getMessage()
              + "): take a newer Outrider, or the version of the plugin that was made for this one");
    }
  }

  /**
   * The settings of the store of a scheme.
   *
   * @throws UnusableException when this Outrider does not know the type of one
   */
  List<Setting> store(String scheme) throws UnusableException {
    return settings("store." + scheme + ".", "the store of '" + scheme + "'");
  }

  /**
   * What a Spark home needs to reach the store of a scheme; empty where the store does not say it.
   *
   * @throws UnusableException when it is not understood
   */
  Optional<HadoopAccess> hadoop(String scheme) throws UnusableException {
    try {
      return lines
          .text("store." + scheme + ".hadoop")
          .map(text -> (HadoopAccess) JsonForm.readTolerantly(text, HadoopAccess.class, "hadoop"));
    } catch (IllegalArgumentException e) {
      throw unknown(
          "the store of '" + scheme + "'", "what Hadoop needs for it (" + e.getMessage() + ")");
    }
  }

  /**
   * The nested jars.
   *
   * @throws UnusableException when there is none, or one is not what it should be
   */
  NestedJars jars() throws UnusableException {
    return NestedJars.of(lines.list("jars"));
  }

  private FlavorInfo flavor(String name, String key, List<Setting> settings) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    for (String capability : lines.list(key + "capabilities")) {
      capabilities.add(Capability.valueOf(constant(capability)));
    }
    List<FlavorInfo.Conditional> conditional = new ArrayList<>();
    for (int i = 0; lines.text(key + "when." + i + ".setting").isPresent(); i++) {
      conditional.add(conditional(key + "when." + i + "."));
    }
    Set<DeployMode> modes = EnumSet.noneOf(DeployMode.class);
    for (String mode : lines.list(key + "deploy-modes")) {
      modes.add(DeployMode.valueOf(constant(mode)));
    }
    List<ProviderLimit> limits = new ArrayList<>();
    int count = Integer.parseInt(lines.text(key + "limits").orElse("0"));
    for (int i = 0; i < count; i++) {
      limits.add(limit(key + "limit." + i + "."));
    }
    return new FlavorInfo(
        name,
        lines.text(key + "integration").orElse(""),
        lines.text(key + "notes").orElse(""),
        lines.text(key + "documentation").orElse(""),
        modes,
        capabilities,
        conditional,
        new LinkedHashSet<>(lines.list(key + "gpu-kinds")),
        new LinkedHashSet<>(lines.list(key + "stores")),
        limits,
        settings,
        lines.text(key + "rehearsal"));
  }

  private FlavorInfo.Conditional conditional(String key) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    for (String capability : lines.list(key + "capabilities")) {
      capabilities.add(Capability.valueOf(constant(capability)));
    }
    return new FlavorInfo.Conditional(
        lines.required(key + "setting"), lines.required(key + "value"), capabilities);
  }

  private ProviderLimit limit(String key) {
    return new ProviderLimit(
        ProviderLimit.Subject.valueOf(constant(lines.required(key + "subject"))),
        Integer.parseInt(lines.required(key + "most")),
        lines.text(key + "form"),
        lines.text(key + "source").orElse(""));
  }

  private List<Setting> settings(String key, String user) throws UnusableException {
    List<Setting> settings = new ArrayList<>();
    for (String name : lines.list(key + "settings")) {
      String setting = key + "setting." + name + ".";
      String type = lines.required(setting + "type");
      if (!type.isEmpty() && !TYPES.contains(type)) {
        throw unknown(user, "the setting '" + name + "' of the type '" + type + "'");
      }
      settings.add(
          setting(
              name,
              type.isEmpty() ? SettingType.TEXT : SettingType.valueOf(constant(type)),
              setting));
    }
    return settings;
  }

  private Setting setting(String name, SettingType type, String key) {
    return new Setting(
        name,
        type,
        lines.text(key + "description").orElse(""),
        lines.text(key + "default"),
        lines.text(key + "example"),
        lines.list(key + "choices"),
        lines.text(key + "required").map(Boolean::parseBoolean).orElse(false),
        lines.text(key + "secret").map(Boolean::parseBoolean).orElse(false),
        lines.text(key + "unit"),
        lines.text(key + "least").map(least -> new Range(least, lines.text(key + "most"))));
  }

  private static String constant(String id) {
    return id.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static UnusableException unknown(String user, String what) {
    return new UnusableException(
        "has "
            + user
            + " with "
            + what
            + ", which this Outrider does not know: take a newer Outrider, or the version of the"
            + " plugin that was made for this one");
  }
}

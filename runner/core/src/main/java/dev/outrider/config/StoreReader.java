// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.plugin.BrokenPlugins;
import dev.outrider.plugin.PluginStore;
import dev.outrider.step.store.StoreLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads which artifact store a configuration names, and what is set of it. */
final class StoreReader {
  static final String SETTING = Keys.ARTIFACT_STORE + ".";

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");
  private static final String FILE_SCHEME = "file";
  private static final Settings NO_SETTINGS = Settings.of(List.of(), Map.of());

  private final Map<String, PluginStore> stores;
  private final BrokenPlugins broken;
  private final PropertyCheck check;

  /**
   * A store as the properties say.
   *
   * @param uri where it is; ends in a slash
   */
  record Configured(URI uri, Settings settings) {}

  /**
   * @param stores those that there are besides that of files, by scheme
   */
  StoreReader(Map<String, PluginStore> stores, BrokenPlugins broken, PropertyCheck check) {
    this.stores = stores;
    this.broken = broken;
    this.check = check;
  }

  /** The store of files in a folder. */
  static Configured in(Path folder) {
    return new Configured(folderUri(folder), NO_SETTINGS);
  }

  /**
   * The store that is set; empty after a problem.
   *
   * @param set the property that names it, resolved
   * @param given what is set of it, by the rest of its key
   */
  Optional<Configured> read(Property set, Map<String, Property> given) {
    return uri(set).flatMap(uri -> settings(uri, set, given).map(s -> new Configured(uri, s)));
  }

  private Optional<URI> uri(Property set) {
    String text = set.value();
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches() && !check.isCarried(set, text)) {
      return Optional.empty();
    }
    if (!scheme.matches()) {
      return Optional.of(folderUri(set.folder().resolve(text)));
    }
    if (scheme.group(1).equals(FILE_SCHEME) || stores.containsKey(scheme.group(1))) {
      return known(scheme.group(1), text, set);
    }
    Optional<String> reason = broken.storeReason(scheme.group(1));
    if (reason.isPresent()) {
      check.add(set, "is '" + text + "', whose store cannot be used: " + reason.get());
      return Optional.empty();
    }
    check.add(
        set,
        "is '"
            + text
            + "', but no plugin has a store of the scheme '"
            + scheme.group(1)
            + "'. There are "
            + Stream.concat(Stream.of(FILE_SCHEME), stores.keySet().stream()).toList()
            + "."
            + broken.hint());
    return Optional.empty();
  }

  private Optional<URI> known(String scheme, String text, Property set) {
    try {
      URI uri = new URI(text);
      if (scheme.equals(FILE_SCHEME)) {
        return Optional.of(folderUri(Path.of(uri)));
      }
      if (uri.getRawAuthority() == null) {
        check.add(
            set, "is '" + text + "', which names no bucket. Write " + scheme + "://BUCKET/FOLDER.");
        return Optional.empty();
      }
      StoreLocation location = StoreLocation.of(uri);
      // parts of a run are found by URIs below it, and resolving one makes one slash of two
      location.checkParts();
      return Optional.of(location.folder().uri());
    } catch (URISyntaxException | IllegalArgumentException e) {
      check.add(set, "is '" + text + "', which is not the URI of a folder: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Settings> settings(URI uri, Property set, Map<String, Property> given) {
    PluginStore store = stores.get(uri.getScheme());
    List<Setting> declared = store == null ? List.of() : store.settings();
    int before = check.problems().size();
    Map<String, String> values = new TreeMap<>();
    given.forEach(
        (name, property) -> {
          Optional<Setting> setting =
              declared.stream().filter(each -> each.name().equals(name)).findFirst();
          if (setting.isEmpty()) {
            check.unknown(property, name, SETTING, declared.stream().map(Setting::name).toList());
          } else {
            check.value(setting.get(), property).ifPresent(value -> values.put(name, value));
          }
        });
    for (Setting each : declared) {
      if (each.required() && !given.containsKey(each.name())) {
        check
            .problems()
            .add(
                set.place()
                    + ": the artifact store of '"
                    + uri.getScheme()
                    + ":' needs '"
                    + SETTING
                    + each.name()
                    + "'"
                    + PropertyCheck.setIt(each));
      }
    }
    return check.problems().size() > before
        ? Optional.empty()
        : Optional.of(Settings.of(declared, values));
  }

  private static URI folderUri(Path folder) {
    return StoreLocation.of(folder.toAbsolutePath().normalize()).folder().uri();
  }
}

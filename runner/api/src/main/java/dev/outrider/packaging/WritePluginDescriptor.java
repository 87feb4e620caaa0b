// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.flavor.Setting;
import dev.outrider.store.ArtifactStoreInfo;
import dev.outrider.store.ArtifactStoreProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the descriptor of a plugin jar when the jar is built: what the flavors and the artifact
 * stores say of themselves, so that they can be listed and configured without loading one of their
 * classes; the nested jars, with size and CRC-32; and their hash, which names the folder that they
 * are unpacked to.
 */
public final class WritePluginDescriptor {
  /** The version of the interface between Outrider and its plugins. */
  public static final int SPI = 2;

  private WritePluginDescriptor() {}

  /**
   * @param words the file to write, the folder of the nested jars, and the binary names of the
   *     flavors' classes; one of them may be a {@link Rehearsal}, others {@link
   *     ArtifactStoreProvider}s
   */
  public static void main(String... words) throws IOException, ReflectiveOperationException {
    Path file = Path.of(words[0]);
    Map<String, String> lines = new TreeMap<>();
    StringBuilder names = new StringBuilder();
    List<String> schemes = new ArrayList<>();
    PackedJars jars = PackedJars.in(Path.of(words[1]));
    for (String flavor : Arrays.asList(words).subList(2, words.length)) {
      Object each = Class.forName(flavor).getDeclaredConstructor().newInstance();
      if (each instanceof Rehearsal rehearsal) {
        for (String rehearsed : rehearsal.flavors()) {
          lines.put("rehearsal." + rehearsed + ".class", flavor);
          lines.put("rehearsal." + rehearsed + ".jar", jars.with(flavor));
          lines.put("rehearsal." + rehearsed + ".spi", Integer.toString(SPI));
        }
        lines.put("rehearsals", sorted(rehearsal.flavors().stream()));
        continue;
      }
      if (each instanceof ArtifactStoreProvider provider) {
        ArtifactStoreInfo info = provider.info();
        for (String scheme : info.schemes()) {
          schemes.add(scheme);
          describe(info, "store." + scheme + ".", flavor, lines);
          lines.put("store." + scheme + ".jar", jars.with(flavor));
        }
        continue;
      }
      FlavorInfo info = ((Flavor) each).info();
      names.append(names.isEmpty() ? "" : ",").append(info.name());
      describe(info, flavor, lines);
      lines.put("flavor." + info.name() + ".jar", jars.with(flavor));
    }
    lines.put("flavors", names.toString());
    if (!schemes.isEmpty()) {
      lines.put("stores", sorted(schemes.stream()));
    }
    jars.describe(lines);
    lines.put("content", hash(Path.of(words[1])));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(
        file,
        DescriptorSeal.seal(
            lines.entrySet().stream()
                .map(line -> line.getKey() + "=" + escaped(line.getValue()) + "\n")
                .collect(Collectors.joining())));
  }

  private static void describe(FlavorInfo info, String flavor, Map<String, String> lines) {
    String key = "flavor." + info.name() + ".";
    lines.put(key + "class", flavor);
    lines.put(key + "spi", Integer.toString(SPI));
    lines.put(key + "integration", info.integration());
    lines.put(key + "notes", info.notes());
    lines.put(key + "documentation", info.documentation());
    lines.put(key + "deploy-modes", sorted(info.deployModes().stream().map(DeployMode::id)));
    info.rehearsal().ifPresent(artifact -> lines.put(key + "rehearsal", artifact));
    lines.put(key + "capabilities", sorted(info.capabilities().stream().map(Capability::id)));
    lines.put(key + "stores", sorted(info.storeSchemes().stream()));
    lines.put(key + "gpu-kinds", sorted(info.gpuKinds().stream()));
    lines.put(key + "limits", Integer.toString(info.limits().size()));
    for (int i = 0; i < info.limits().size(); i++) {
      ProviderLimit each = info.limits().get(i);
      String limit = key + "limit." + i + ".";
      lines.put(limit + "subject", each.subject().id());
      lines.put(limit + "most", Integer.toString(each.most()));
      each.form().ifPresent(text -> lines.put(limit + "form", text));
      lines.put(limit + "source", each.source());
    }
    describe(info.settings(), key, lines);
  }

  private static void describe(
      ArtifactStoreInfo info, String key, String provider, Map<String, String> lines) {
    lines.put(key + "class", provider);
    lines.put(key + "spi", Integer.toString(SPI));
    lines.put(key + "integration", info.integration());
    lines.put(key + "notes", info.notes());
    describe(info.settings(), key, lines);
  }

  private static void describe(List<Setting> settings, String key, Map<String, String> lines) {
    lines.put(
        key + "settings", settings.stream().map(Setting::name).collect(Collectors.joining(",")));
    for (Setting each : settings) {
      String setting = key + "setting." + each.name() + ".";
      lines.put(setting + "type", each.type().id());
      lines.put(setting + "description", each.description());
      each.defaultValue().ifPresent(text -> lines.put(setting + "default", text));
      each.example().ifPresent(text -> lines.put(setting + "example", text));
      each.unit().ifPresent(text -> lines.put(setting + "unit", text));
      if (!each.choices().isEmpty()) {
        lines.put(setting + "choices", String.join(",", each.choices()));
      }
      if (each.required()) {
        lines.put(setting + "required", "true");
      }
      if (each.secret()) {
        lines.put(setting + "secret", "true");
      }
    }
  }

  private static String sorted(Stream<String> words) {
    return words.sorted().collect(Collectors.joining(","));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replaceFirst("^ ", "\\\\ ");
  }

  private static String hash(Path folder) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.sorted().toList();
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path jar : jars) {
        digest.update((jar.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(jar));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

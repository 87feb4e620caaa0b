// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Range;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.flavor.Setting;
import dev.outrider.step.value.JsonForm;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
  public static final int SPI = 4;

  private WritePluginDescriptor() {}

  /**
   * @param words the file to write, the folder of the nested jars, and the binary names of the
   *     flavors' classes; one of them may be a {@link Rehearsal}, others {@link
   *     ArtifactStoreProvider}s
   */
  public static void main(String... words) throws IOException, ReflectiveOperationException {
    Path file = Path.of(words[0]);
    Lines lines = new Lines();
    StringBuilder names = new StringBuilder();
    List<String> schemes = new ArrayList<>();
    PackedJars jars = PackedJars.in(Path.of(words[1]));
    for (String flavor : Arrays.asList(words).subList(2, words.length)) {
      Object each = Class.forName(flavor).getDeclaredConstructor().newInstance();
      if (each instanceof Rehearsal rehearsal) {
        for (String rehearsed : rehearsal.flavors()) {
          lines.head("rehearsal." + rehearsed + ".class", flavor);
          lines.head("rehearsal." + rehearsed + ".jar", jars.with(flavor));
          lines.head("rehearsal." + rehearsed + ".spi", Integer.toString(SPI));
        }
        lines.head("rehearsals", sorted(rehearsal.flavors().stream()));
        continue;
      }
      if (each instanceof ArtifactStoreProvider provider) {
        ArtifactStoreInfo info = provider.info();
        for (String scheme : info.schemes()) {
          schemes.add(scheme);
          describe(info, "store." + scheme + ".", flavor, lines);
          lines.head("store." + scheme + ".jar", jars.with(flavor));
        }
        continue;
      }
      FlavorInfo info = ((Flavor) each).info();
      names.append(names.isEmpty() ? "" : ",").append(info.name());
      describe(info, flavor, lines);
      lines.head("flavor." + info.name() + ".jar", jars.with(flavor));
    }
    lines.head("flavors", names.toString());
    if (!schemes.isEmpty()) {
      lines.head("stores", sorted(schemes.stream()));
    }
    lines.head("directory", jars.sum().text());
    lines.detail("jars", jars.described());
    lines.head("content", hash(Path.of(words[1])));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines.sealed());
  }

  private static void describe(FlavorInfo info, String flavor, Lines lines) {
    String key = "flavor." + info.name() + ".";
    lines.head(key + "class", flavor);
    lines.head(key + "spi", Integer.toString(SPI));
    lines.head(key + "integration", info.integration());
    lines.head(key + "notes", info.notes());
    lines.detail(key + "documentation", info.documentation());
    lines.detail(
        key + "deploy-modes", lines.words(info.deployModes().stream().map(DeployMode::id)));
    info.rehearsal().ifPresent(artifact -> lines.detail(key + "rehearsal", artifact));
    lines.detail(
        key + "capabilities", lines.words(info.capabilities().stream().map(Capability::id)));
    for (int i = 0; i < info.conditional().size(); i++) {
      FlavorInfo.Conditional each = info.conditional().get(i);
      String when = key + "when." + i + ".";
      lines.detail(when + "setting", each.setting());
      lines.detail(when + "value", each.value());
      lines.detail(
          when + "capabilities", lines.words(each.capabilities().stream().map(Capability::id)));
    }
    lines.detail(key + "stores", sorted(info.storeSchemes().stream()));
    lines.detail(key + "gpu-kinds", sorted(info.gpuKinds().stream()));
    lines.detail(key + "limits", Integer.toString(info.limits().size()));
    for (int i = 0; i < info.limits().size(); i++) {
      ProviderLimit each = info.limits().get(i);
      String limit = key + "limit." + i + ".";
      lines.detail(limit + "subject", lines.words(Stream.of(each.subject().id())));
      lines.detail(limit + "most", Integer.toString(each.most()));
      each.form().ifPresent(text -> lines.detail(limit + "form", text));
      lines.detail(limit + "source", each.source());
    }
    describe(info.settings(), key, lines);
  }

  private static void describe(ArtifactStoreInfo info, String key, String provider, Lines lines) {
    lines.head(key + "class", provider);
    lines.head(key + "spi", Integer.toString(SPI));
    lines.head(key + "integration", info.integration());
    lines.head(key + "notes", info.notes());
    describe(info.settings(), key, lines);
    info.hadoop()
        .ifPresent(
            access ->
                lines.detail(key + "hadoop", JsonForm.write(access, HadoopAccess.class, "hadoop")));
  }

  private static void describe(List<Setting> settings, String key, Lines lines) {
    lines.detail(
        key + "settings", settings.stream().map(Setting::name).collect(Collectors.joining(",")));
    for (Setting each : settings) {
      String setting = key + "setting." + each.name() + ".";
      lines.detail(setting + "type", lines.words(Stream.of(each.type().id())));
      lines.detail(setting + "description", each.description());
      each.defaultValue().ifPresent(text -> lines.detail(setting + "default", text));
      each.example().ifPresent(text -> lines.detail(setting + "example", text));
      each.unit().ifPresent(text -> lines.detail(setting + "unit", text));
      each.range().ifPresent(range -> lines.detail(setting + "least", range.least()));
      each.range().flatMap(Range::most).ifPresent(most -> lines.detail(setting + "most", most));
      if (!each.choices().isEmpty()) {
        lines.detail(setting + "choices", String.join(",", each.choices()));
      }
      if (each.required()) {
        lines.detail(setting + "required", "true");
      }
      if (each.secret()) {
        lines.detail(setting + "secret", "true");
      }
    }
  }

  private static String sorted(Stream<String> words) {
    return words.sorted().collect(Collectors.joining(","));
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

  /** The lines of a descriptor. */
  private static final class Lines {
    private final Map<String, String> head = new TreeMap<>();
    private final Map<String, String> details = new TreeMap<>();
    private final Set<String> words = new TreeSet<>();

    /** Says what lists need. */
    void head(String key, String value) {
      head.put(key, value);
    }

    void detail(String key, String value) {
      details.put(key, value);
    }

    /** Words of the interface that a reader must know to understand the details. */
    String words(Stream<String> each) {
      List<String> sorted = each.sorted().toList();
      words.addAll(sorted);
      return String.join(",", sorted);
    }

    byte[] sealed() {
      head("words", String.join(",", words));
      return DescriptorSeal.seal(text(head), text(details));
    }

    private static String text(Map<String, String> lines) {
      return lines.entrySet().stream()
          .map(line -> line.getKey() + "=" + escaped(line.getValue()) + "\n")
          .collect(Collectors.joining());
    }

    private static String escaped(String text) {
      return text.replace("\\", "\\\\").replace("\n", "\\n").replaceFirst("^ ", "\\\\ ");
    }
  }
}

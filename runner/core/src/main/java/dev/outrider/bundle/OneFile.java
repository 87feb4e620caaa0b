// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassPathEntry.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.regex.Pattern;

/**
 * The self-contained form of a bundle. Of members with one name the first is taken, but for lists
 * that grow with every jar: service files and {@code reference.conf}. What would be wrong in
 * another jar is dropped: signatures, indexes, module descriptors, manifests, and versioned classes
 * of jars that do not say they are multi-release.
 */
final class OneFile {

  private static final String MAIN_CLASS = "dev.outrider.application.StepApplication";
  private static final String SERVICES = "META-INF/services/";
  private static final String TYPESAFE_DEFAULTS = "reference.conf";
  private static final Pattern DROPPED =
      Pattern.compile(
          "META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)"
              + "|(META-INF/versions/\\d+/)?module-info\\.class",
          Pattern.CASE_INSENSITIVE);

  private record Source(ClassPathEntry entry, Member member) {}

  private final Map<String, List<Source>> sources = new TreeMap<>();
  private final String descriptorEntry;
  private final byte[] descriptor;
  private boolean multiRelease;

  /**
   * Puts the parts together, in memory only by name.
   *
   * @param parts the application first, then the user's, in the order of the class path
   */
  OneFile(List<LayerSelection> parts, String descriptorEntry, byte[] descriptor) {
    this.descriptorEntry = descriptorEntry;
    this.descriptor = descriptor.clone();
    for (LayerSelection part : parts) {
      multiRelease |= part.entry().multiRelease();
      for (Member member : part.members()) {
        if (isTaken(part.entry(), member)) {
          sources
              .computeIfAbsent(member.name(), name -> new ArrayList<>(1))
              .add(new Source(part.entry(), member));
        }
      }
    }
    sources.remove(descriptorEntry);
  }

  /** Whether a member has a place in a jar that is made of several. */
  static boolean isKept(String name) {
    return !DROPPED.matcher(name).matches();
  }

  private static boolean isTaken(ClassPathEntry entry, Member member) {
    return isKept(member.name())
        && (entry.multiRelease() || !member.name().startsWith(ClassPathEntry.VERSIONS));
  }

  void write(JarWriter jar, ClassPathReader reader) throws IOException {
    Attributes manifest = new Attributes();
    manifest.put(Attributes.Name.MAIN_CLASS, MAIN_CLASS);
    if (multiRelease) {
      manifest.put(Attributes.Name.MULTI_RELEASE, "true");
    }
    jar.manifest(manifest);
    jar.write(descriptorEntry, descriptor);
    for (Map.Entry<String, List<Source>> each : sources.entrySet()) {
      String name = each.getKey();
      Source first = each.getValue().get(0);
      if (each.getValue().size() > 1 && name.startsWith(SERVICES)) {
        jar.write(name, services(each.getValue(), reader));
      } else if (each.getValue().size() > 1 && name.equals(TYPESAFE_DEFAULTS)) {
        jar.write(name, oneAfterTheOther(each.getValue(), reader));
      } else {
        jar.write(first.entry(), first.member(), reader);
      }
    }
  }

  /** Each provider once, in the order of the class path, without comments. */
  private static byte[] services(List<Source> sources, ClassPathReader reader) throws IOException {
    Set<String> providers = new LinkedHashSet<>();
    for (Source source : sources) {
      byte[] bytes = reader.bytes(source.entry(), source.member().name());
      for (String line : text(bytes).lines().toList()) {
        String provider = line.replaceFirst("#.*", "").strip();
        if (!provider.isEmpty()) {
          providers.add(provider);
        }
      }
    }
    return (String.join("\n", providers) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] oneAfterTheOther(List<Source> sources, ClassPathReader reader)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Source source : sources) {
      all.write(reader.bytes(source.entry(), source.member().name()));
      all.write('\n');
    }
    return all.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

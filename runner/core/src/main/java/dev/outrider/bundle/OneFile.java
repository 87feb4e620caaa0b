// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassPathEntry.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.regex.Pattern;

/**
 * The self-contained form of a bundle. Of members with one name the first is taken, but for those
 * that grow with every jar, which {@link MergedMembers} puts together. What would be wrong in
 * another jar is dropped: signatures, indexes, module descriptors, manifests, and versioned classes
 * of jars that do not say they are multi-release.
 */
final class OneFile {

  private static final String MAIN_CLASS = "dev.outrider.application.StepApplication";
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
      if (each.getValue().size() > 1 && MergedMembers.isMerged(name)) {
        List<byte[]> contents = new ArrayList<>();
        for (Source source : each.getValue()) {
          contents.add(reader.bytes(source.entry(), source.member().name()));
        }
        jar.write(name, MergedMembers.merge(name, contents));
      } else {
        jar.write(first.entry(), first.member(), reader);
      }
    }
  }

  /**
   * What is lost where all is in one jar: libraries look below {@code META-INF} for all files of a
   * name, and only one of them can be there.
   *
   * @return sentences
   */
  static List<String> warnings(List<LayerSelection> parts) {
    Map<String, List<Source>> met = new TreeMap<>();
    for (LayerSelection part : parts) {
      for (Member member : part.members()) {
        if (isTaken(part.entry(), member) && MergedMembers.isLost(member.name())) {
          met.computeIfAbsent(member.name(), name -> new ArrayList<>(1))
              .add(new Source(part.entry(), member));
        }
      }
    }
    List<String> warnings = new ArrayList<>();
    met.forEach(
        (name, sources) -> {
          Source first = sources.get(0);
          List<String> others =
              sources.stream()
                  .filter(each -> each.member().crc() != first.member().crc())
                  .map(each -> each.entry().name())
                  .toList();
          if (!others.isEmpty()) {
            warnings.add(
                name
                    + " of "
                    + first.entry().name()
                    + " is in the bundle, and those of "
                    + String.join(", ", others)
                    + " are not: one jar can have only one. A step that needs them all runs by"
                    + " 'outrider run', which keeps jars apart.");
          }
        });
    return warnings;
  }
}

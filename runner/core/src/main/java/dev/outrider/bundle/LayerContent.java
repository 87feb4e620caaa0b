// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassPathEntry.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;

/** A layer of the user's, and what it is made of. */
record LayerContent(Layer layer, List<LayerSelection> parts) {

  LayerContent {
    parts = List.copyOf(parts);
  }

  /**
   * The layers of selections: all folders as one layer, where the first of them stands, and each
   * jar as one.
   */
  static List<LayerContent> of(List<LayerSelection> selections, ClassPathReader reader)
      throws IOException {
    List<LayerContent> layers = new ArrayList<>();
    List<LayerSelection> folders =
        selections.stream().filter(each -> !each.entry().isJar()).toList();
    boolean foldersDone = false;
    for (LayerSelection each : selections) {
      if (each.entry().isJar()) {
        layers.add(new LayerContent(dependency(each), List.of(each)));
      } else if (!foldersDone) {
        layers.add(new LayerContent(classes(folders, reader), folders));
        foldersDone = true;
      }
    }
    return layers;
  }

  private static Layer classes(List<LayerSelection> folders, ClassPathReader reader)
      throws IOException {
    Sha256 list = new Sha256();
    for (Source source : byName(folders).values()) {
      String name = source.member().name();
      try (InputStream in = reader.open(source.entry(), name)) {
        list.add(name).add(new Sha256().add(in).hex());
      }
    }
    return new Layer("classes", Layer.Kind.CLASSES, list.hex());
  }

  private static Layer dependency(LayerSelection jar) {
    String sha256 = jar.entry().sha256();
    if (!jar.isWhole()) {
      // the jar and what is taken of it say all about the content
      Sha256 list = new Sha256().add(sha256);
      jar.members().forEach(member -> list.add(member.name()));
      sha256 = list.hex();
    }
    return new Layer(jar.entry().name(), Layer.Kind.DEPENDENCY, sha256);
  }

  private record Source(ClassPathEntry entry, Member member) {}

  /** The first of each name, by name. */
  private static Map<String, Source> byName(List<LayerSelection> parts) {
    Map<String, Source> first = new TreeMap<>();
    for (LayerSelection part : parts) {
      part.members().stream()
          .filter(member -> OneFile.isKept(member.name()))
          .forEach(member -> first.putIfAbsent(member.name(), new Source(part.entry(), member)));
    }
    return first;
  }

  /** Writes the layer's jar. */
  void write(OutputStream to, ClassPathReader reader) throws IOException {
    LayerSelection only = parts.get(0);
    if (layer.kind() == Layer.Kind.DEPENDENCY && only.isWhole()) {
      copy(only.entry(), to);
      return;
    }
    try (JarWriter jar = new JarWriter(to)) {
      Attributes manifest = new Attributes();
      if (only.entry().multiRelease()) {
        manifest.put(Attributes.Name.MULTI_RELEASE, "true");
      }
      jar.manifest(manifest);
      for (Source source : byName(parts).values()) {
        jar.write(source.entry(), source.member(), reader);
      }
    }
  }

  private static void copy(ClassPathEntry jar, OutputStream to) throws IOException {
    Sha256 written = new Sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(jar.path())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        written.add(buffer, 0, read);
        to.write(buffer, 0, read);
      }
    }
    if (!written.hex().equals(jar.sha256())) {
      throw new IOException(jar.path() + " changed while the bundle was made");
    }
  }
}

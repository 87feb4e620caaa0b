// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.fuzz.FuzzTarget;
import dev.outrider.fuzz.Hostile;
import dev.outrider.packaging.WritePluginDescriptor;
import dev.outrider.plugin.toy.ToyFlavor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Descriptors of plugin jars: understood, or the plugin is listed as broken, with a reason. */
public final class DescriptorsTarget implements FuzzTarget {
  private byte[] right;

  @Override
  public String name() {
    return "descriptors";
  }

  @Override
  public void check(Hostile input, Path scratch) throws Exception {
    if (right == null) {
      right = descriptor();
    }
    String text = new String(right, StandardCharsets.UTF_8);
    byte[] bytes =
        input.oneIn(3)
            ? input.changed(right)
            : input.changed(text).getBytes(StandardCharsets.UTF_8);
    Path jar = scratch.resolve("plugin.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/outrider/plugin.properties"));
      zip.write(bytes);
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      PluginDescriptor descriptor = PluginDescriptor.of(jar, bytes);
      descriptor.flavorNames();
      descriptor.schemes();
      Plugin.Readable plugin = descriptor.plugin(zip);
      plugin.jars();
    } catch (UnusableException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("A refusal without a word", e);
      }
    }
  }

  private static byte[] descriptor() throws Exception {
    Path folder = Files.createTempDirectory("outrider-descriptor-");
    Path jars = Files.createDirectory(folder.resolve("lib"));
    Path file = folder.resolve("plugin.properties");
    try {
      jar(jars.resolve("toy.jar"));
      WritePluginDescriptor.main(file.toString(), jars.toString(), ToyFlavor.class.getName());
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(jars.resolve("toy.jar"));
      Files.delete(jars);
      Files.delete(folder);
    }
  }

  private static void jar(Path file) throws IOException {
    String entry = ToyFlavor.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(ToyFlavor.class.getClassLoader().getResourceAsStream(entry).readAllBytes());
    }
  }
}

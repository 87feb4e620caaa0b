// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.bundle.ClassPathEntry.Member;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read by the JDK's two readers, front to back and by its directory. */
class JarWriterTest {

  @TempDir Path folder;

  @Test
  void storedAndDeflatedMembersAreCopiedAsTheyAre() throws Exception {
    Path from = folder.resolve("from.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(from))) {
      zip.setComment("a comment with PK\5\6 in it");
      byte[] stored = "stored as it is".getBytes(StandardCharsets.UTF_8);
      CRC32 crc = new CRC32();
      crc.update(stored);
      ZipEntry entry = new ZipEntry("stored.txt");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(stored.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(stored);
      zip.putNextEntry(new ZipEntry("größe/deflated.txt"));
      zip.write("deflated ".repeat(100).getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("empty.txt"));
    }

    Path to = rewritten(from);

    Map<String, String> expected =
        Map.of(
            "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n",
            "stored.txt", "stored as it is",
            "größe/deflated.txt", "deflated ".repeat(100),
            "empty.txt", "");
    assertThat(byDirectory(to)).isEqualTo(expected);
    assertThat(frontToBack(to)).isEqualTo(expected);
    try (ZipFile zip = new ZipFile(to.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getTimeLocal))
          .containsOnly(LocalDateTime.of(1980, 2, 1, 0, 0));
      assertThat(zip.getEntry("stored.txt").getMethod()).isEqualTo(ZipEntry.STORED);
    }
  }

  @Test
  void aJarWithAScriptBeforeItIsRead() throws Exception {
    Path plain = Jars.of(folder.resolve("plain.jar"), Map.of("a.txt", "a"));
    Path from = folder.resolve("from.jar");
    Files.writeString(from, "#!/bin/sh\nexec java -jar \"$0\"\n");
    Files.write(from, Files.readAllBytes(plain), java.nio.file.StandardOpenOption.APPEND);

    assertThat(byDirectory(rewritten(from))).containsEntry("a.txt", "a");
  }

  @Test
  void moreMembersThanThePlainFormatHoldsAreWrittenAndReadAgain() throws Exception {
    Map<String, String> members = new TreeMap<>();
    for (int i = 0; i < 70_000; i++) {
      members.put("m/" + i, "");
    }
    Path to = rewritten(rewritten(Jars.of(folder.resolve("many.jar"), members)));

    try (ZipFile zip = new ZipFile(to.toFile())) {
      assertThat(zip.size()).isEqualTo(70_001);
    }
    assertThat(frontToBack(to)).hasSize(70_001);
  }

  private Path rewritten(Path jar) throws Exception {
    Path to = Files.createTempFile(folder, "to", ".jar");
    ClassPathEntry entry = ClassPath.of(List.of(jar)).entries().get(0);
    try (JarWriter writer = new JarWriter(Files.newOutputStream(to));
        ClassPathReader reader = new ClassPathReader()) {
      writer.manifest(new Attributes());
      for (Member member : entry.members()) {
        if (OneFile.isKept(member.name())) {
          writer.write(entry, member, reader);
        }
      }
    }
    return to;
  }

  private static Map<String, String> byDirectory(Path jar) throws Exception {
    Map<String, String> found = new HashMap<>();
    for (String name : Jars.names(jar)) {
      found.put(name, Jars.text(jar, name));
    }
    return found;
  }

  private static Map<String, String> frontToBack(Path jar) throws Exception {
    Map<String, String> found = new HashMap<>();
    try (InputStream in = Files.newInputStream(jar);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        found.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return found;
  }
}

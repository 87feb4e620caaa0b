// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import dev.outrider.step.store.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that a step gives, with names, empty folders and links of all kinds: stored as it is, or
 * refused in words; nothing of the machine's other files is in it.
 */
public final class OutputsTarget implements FuzzTarget {
  private static final String OTHERS = "not the step's";
  private static final int LONGEST = 100;

  @Override
  public String name() {
    return "outputs";
  }

  @Override
  public void check(Hostile input, Path scratch) throws IOException {
    Path root = Files.createDirectory(scratch.resolve("given"));
    Path outside = Files.writeString(scratch.resolve("outside"), OTHERS);
    List<Path> folders = new ArrayList<>(List.of(root));
    boolean hasLinks = false;
    for (int left = 1 + input.below(6); left > 0; left--) {
      String name = input.text(4);
      if (name.isEmpty() || name.length() > LONGEST || name.equals(".") || name.equals("..")) {
        name = "f" + left;
      }
      try {
        Path made = input.oneOf(folders).resolve(name.replace('/', '_').replace('\0', '_'));
        switch (input.below(5)) {
          case 0 -> folders.add(Files.createDirectory(made));
          case 1 -> {
            hasLinks = true;
            Path to = input.oneIn(2) ? outside : input.oneOf(folders).resolve(input.text(2));
            Files.createSymbolicLink(made, to);
          }
          default -> Files.writeString(made, name, java.nio.file.StandardOpenOption.CREATE_NEW);
        }
      } catch (IOException | IllegalArgumentException e) {
        continue; // a name that this disk does not take, or that is there
      }
    }
    Path target = scratch.resolve("stored");
    try {
      FileTree.of(root, "output 'f'").copyTo(target);
    } catch (IOException | IllegalArgumentException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("A refusal without a word", e);
      }
      return;
    }
    Map<String, String> stored = entries(target, false);
    if (stored.containsValue(OTHERS)) {
      throw new AssertionError("A file of the machine is in " + stored);
    }
    if (!hasLinks && !stored.equals(entries(root, true))) {
      throw new AssertionError(entries(root, true) + " is stored as " + stored);
    }
  }

  private static Map<String, String> entries(Path root, boolean mayHaveLinks) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        if (!mayHaveLinks && Files.isSymbolicLink(each)) {
          throw new AssertionError(each + " is stored as a link");
        }
        entries.put(
            root.relativize(each).toString(),
            Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) ? "/" : Files.readString(each));
      }
    }
    return entries;
  }
}

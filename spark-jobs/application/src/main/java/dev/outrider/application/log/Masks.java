// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The secrets that the step has asked for, and texts without them. Thread-safe. */
public final class Masks {

  private static final String MASK = "********";

  /** A line of a secret of several lines that is shorter than this may be anybody's. */
  private static final int SHORTEST_LINE = 8;

  private volatile List<String> secrets = Collections.emptyList();

  /** Masks a value from now on; of a value of several lines, each longer line too. */
  public synchronized void add(String secret) {
    List<String> all = new ArrayList<>(secrets);
    put(all, secret);
    for (String line : secret.split("\\R")) {
      if (line.length() >= SHORTEST_LINE) {
        put(all, line);
      }
    }
    all.sort(Comparator.comparing(String::length).reversed());
    secrets = all;
  }

  /** Whether there is nothing to mask. */
  boolean areNone() {
    return secrets.isEmpty();
  }

  /** The text with every secret replaced. */
  public String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  private static void put(List<String> all, String secret) {
    if (!secret.isEmpty() && !all.contains(secret)) {
      all.add(secret);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import java.util.Random;

/** The random name of a launch: {@code l} and 12 base-32 characters, 60 random bits. */
final class LaunchId {

  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

  private LaunchId() {}

  static String draw(Random random) {
    StringBuilder id = new StringBuilder("l");
    for (int i = 0; i < 12; i++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }
}

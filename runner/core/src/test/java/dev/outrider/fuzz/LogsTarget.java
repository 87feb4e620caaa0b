// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import dev.outrider.step.text.MaskedText;
import dev.outrider.step.text.Masks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pieces of a log with secrets in them: none is given, however the pieces are cut. */
public final class LogsTarget implements FuzzTarget {
  private static final List<String> PARTS =
      List.of("a", "b", "ab", "*", "\n", "\r\n", "ä", "日", "\uD83D\uDE00", "secret", "topsecret-");

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public void check(Hostile input, Path scratch) {
    Masks masks = new Masks();
    List<String> secrets = new ArrayList<>();
    for (int i = input.below(4); i >= 0; i--) {
      String secret = text(input, 1 + input.below(8));
      secrets.add(secret);
      masks.add(secret);
    }
    StringBuilder printed = new StringBuilder();
    for (int i = input.below(12); i >= 0; i--) {
      printed.append(input.oneIn(3) ? input.oneOf(secrets) : text(input, input.below(6)));
    }

    MaskedText stream = new MaskedText(masks, StandardCharsets.UTF_8);
    StringBuilder given = new StringBuilder();
    boolean flushed = false;
    byte[] bytes = printed.toString().getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + input.below(9));
      String piece = stream.add(bytes, at, length);
      at += length;
      given.append(whole(piece));
      if (input.oneIn(20)) {
        flushed = true;
        given.append(whole(stream.flush()));
      }
    }
    given.append(whole(stream.end()));

    for (String secret : secrets) {
      if (given.indexOf(secret) >= 0) {
        throw new AssertionError("'" + secret + "' is in '" + given + "' of '" + printed + "'");
      }
    }
    String expected = masks.mask(printed.toString());
    if (!flushed && !expected.contentEquals(given)) {
      throw new AssertionError("'" + given + "' is not '" + expected + "'");
    }
  }

  private static String text(Hostile input, int parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append(input.oneOf(PARTS));
    }
    return text.toString();
  }

  private static String whole(String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    if (piece.indexOf('\uFFFD') >= 0 || !new String(bytes, StandardCharsets.UTF_8).equals(piece)) {
      throw new AssertionError("'" + piece + "' has a part of a character");
    }
    return piece;
  }
}

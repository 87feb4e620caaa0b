// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * A stream of bytes as text without secrets, however it is cut into pieces. Only what may be the
 * beginning of a secret or of a character is held until more comes: at most the longest secret less
 * one character. Bytes that are not text become U+FFFD. Not thread-safe.
 */
public final class MaskedText {

  private final Masks masks;
  private final CharsetDecoder decoder;
  private byte[] undecoded = new byte[0];

  /** Characters whose place is not decided. */
  private final StringBuilder held = new StringBuilder();

  /** So many of the held characters are covered by a secret that began before. */
  private int covered;

  /** So many of the held characters were given by {@link #flush} already. */
  private int given;

  /**
   * @param masks the secrets; one that is added later is masked from then on
   * @param charset how characters are written as bytes
   */
  public MaskedText(Masks masks, Charset charset) {
    this.masks = masks;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** Takes the next piece, and gives what is sure by now: whole characters, without secrets. */
  public String add(byte[] bytes, int offset, int length) {
    decode(bytes, offset, length, false);
    return decided(false);
  }

  /**
   * Gives what is held, as if nothing followed. Follows the rest of a secret all the same, then
   * that rest is masked. The beginning of a character stays.
   */
  public String flush() {
    return decided(true);
  }

  /** Gives what is held. Nothing may follow. */
  public String end() {
    decode(new byte[0], 0, 0, true);
    return decided(true);
  }

  private void decode(byte[] bytes, int offset, int length, boolean ended) {
    ByteBuffer in = ByteBuffer.allocate(undecoded.length + length);
    in.put(undecoded).put(bytes, offset, length);
    ((Buffer) in).flip();
    CharBuffer out =
        CharBuffer.allocate((int) Math.ceil(decoder.maxCharsPerByte() * in.remaining()) + 1);
    decoder.decode(in, out, ended);
    ((Buffer) out).flip();
    held.append(out);
    undecoded = new byte[in.remaining()];
    in.get(undecoded);
  }

  private String decided(boolean all) {
    Masks.Known known = masks.known();
    StringBuilder text = new StringBuilder(held.length());
    int undecided = held.length();
    int coveredThen = covered;
    int until = covered;
    boolean restIsMasked = false;
    for (int at = 0; at < held.length(); at++) {
      int length = known.match(held, at, false);
      if (length == Masks.Known.UNDECIDED) {
        if (undecided == held.length()) {
          undecided = at;
          coveredThen = until;
        }
        if (!all) {
          break;
        }
        length = known.match(held, at, true);
      }
      boolean begins = length > 0 && at >= given && at >= until;
      boolean hasRest = length > 0 && at < given && at + length > given;
      if (begins || hasRest && !restIsMasked) {
        text.append(known.mask);
      }
      restIsMasked |= hasRest;
      until = Math.max(until, at + length);
      if (at >= until && at >= given) {
        text.append(held.charAt(at));
      }
    }
    if (undecided == held.length()) {
      coveredThen = until;
    }
    int kept = held.length() - undecided;
    held.delete(0, undecided);
    covered = Math.max(0, coveredThen - undecided);
    given = all ? kept : Math.max(0, given - undecided);
    return text.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is kept and shown of a long text. */
class TextLimitTest {

  @Property(tries = 200)
  void aTextIsNeverLongerThanItsLimitAndNeverCutWithinACharacter(
      @ForAll TextLimit limit, @ForAll @IntRange(min = 1, max = 3) int odd, @ForAll boolean wide) {
    String text = repeat("x", odd) + repeat(wide ? "\uD83D\uDE00" : "日", limit.most());

    String cut = limit.cut(text);

    boolean bytes = limit == TextLimit.TRACE || limit == TextLimit.LOGGED;
    int size = bytes ? cut.getBytes(StandardCharsets.UTF_8).length : cut.length();
    assertThat(size).isBetween(limit.most() - 4, limit.most());
    assertThat(cut).endsWith(" [cut here: " + text.length() + " characters in all]");
    assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(cut);
    assertThat(limit.cut(cut)).isEqualTo(cut);
  }

  @Property
  void aTextWithinItsLimitStaysAsItIs(@ForAll TextLimit limit) {
    String longest = repeat("x", limit.most());

    assertThat(limit.cut(longest)).isSameAs(longest);
    assertThat(limit.cut(longest + "x")).isNotEqualTo(longest + "x");
  }

  @Example
  void whatWasCutAsAMessageKeepsItsLengthAsAReason() {
    String message = TextLimit.MESSAGE.cut(repeat("x", 60_000_000));

    assertThat(TextLimit.MESSAGE.cut("java.lang.IllegalStateException: " + message))
        .hasSize(2_000)
        .endsWith("x [cut here: 60000000 characters in all]");
  }

  @Example
  void equalFramesAreWrittenOnce() {
    String frame = "\tat acme.Throws.deep(Throws.java:40)\n";
    String trace =
        "java.lang.StackOverflowError\n"
            + repeat(frame, 1024)
            + "\tat acme.Main.main(Main.java:1)\n";

    assertThat(TraceText.folded(trace))
        .isEqualTo(
            "java.lang.StackOverflowError\n"
                + frame
                + "\t... this frame 1023 times more\n\tat acme.Main.main(Main.java:1)\n");
  }

  @Example
  void framesThatCallEachOtherInTurnsAreWrittenOnce() {
    String ping = "\tat acme.A.ping(A.java:1)\n\tat acme.B.pong(B.java:2)\n";

    assertThat(TraceText.folded("E\n" + repeat(ping, 500)))
        .isEqualTo("E\n" + ping + "\t... these 2 frames 499 times more\n");
  }

  @Example
  void aTraceWithoutRepetitionsStaysAsItIs() {
    String trace = "E: a\na\na\na\na\n\tat x\n\tat x\n\tat y\nCaused by: z\n\t... 3 more\n";

    assertThat(TraceText.folded(trace)).isEqualTo(trace);
  }

  @Example
  void noFurtherLineOfATextLooksLikeAnotherOfTheLog() {
    String trace = "E: a\n  good  succeeded\nERROR forged\n\n\tat x\nCaused by: y\n    z\n";

    assertThat(TraceText.continued(trace))
        .isEqualTo(
            "E: a\n      good  succeeded\n    ERROR forged\n\n\tat x\nCaused by: y\n    z\n");
    assertThat(TraceText.continued("one line")).isEqualTo("one line");
  }

  @Example
  void framesRemainAfterALongMessage() {
    String trace = "E: " + repeat("x", 5_000_000) + "\n\tat acme.A.run(A.java:1)\n";

    assertThat(TraceText.kept(trace))
        .hasSizeLessThan(2_100)
        .endsWith(" [cut here: 5000003 characters in all]\n\tat acme.A.run(A.java:1)\n");
    assertThat(TraceText.kept(repeat("a long plan\n", 10_000)).length()).isEqualTo(32 << 10);
  }

  @Property
  void noControlIsSentAndNothingElseIsChanged(@ForAll String text) {
    String line = VisibleText.line(text);

    assertThat(line.chars().anyMatch(each -> VisibleText.isControl((char) each))).isFalse();
    if (text.chars().noneMatch(each -> VisibleText.isControl((char) each))) {
      assertThat(line).isSameAs(text);
    }
  }

  @Example
  void controlsAreShown() {
    assertThat(VisibleText.lines("\u001b[31mred\u0007\r\n\tover\u009b\u202e\u2066\u200f\u007f"))
        .isEqualTo("\\x1b[31mred\\x07\\r\n\tover\\x9b\\u202e\\u2066\\u200f\\x7f");
    assertThat(VisibleText.line("a\nforged: b")).isEqualTo("a\\nforged: b");
    assertThat(VisibleText.json("{\n  \"a\": \"\u009b\u202e\"\n}\n"))
        .isEqualTo("{\n  \"a\": \"\\u009b\\u202e\"\n}\n");
  }

  private static String repeat(String text, int times) {
    return String.join("", Collections.nCopies(times, text));
  }
}

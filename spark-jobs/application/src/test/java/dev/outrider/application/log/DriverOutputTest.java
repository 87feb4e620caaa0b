// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.text.Masks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored, and what goes on, of what a driver prints. */
class DriverOutputTest {

  private static final String SECRET = "topsecretcanary-12345678";
  private static final String MASK = "********";

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final LogBuffer buffer = new LogBuffer();
  private final Masks masks = new Masks();
  private DriverOutput output;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true));
    masks.add(SECRET);
    output = DriverOutput.capture(buffer, masks);
  }

  @AfterEach
  void restore() {
    output.close();
    System.setOut(before);
  }

  @Test
  void aSecretInALineThatIsLongerThanAnyBufferIsMaskedWhereverItLies() {
    for (int place = 65_536 - SECRET.length(); place <= 65_536; place++) {
      System.out.println(repeat("x", place) + SECRET + "END");

      String expected = repeat("x", place) + MASK + "END\n";
      assertThat(stored()).isEqualTo(expected);
      assertThat(printed.toString()).isEqualTo(expected);
      printed.reset();
    }
  }

  @Test
  void aSecretThatSeveralWritesPrintIsMasked() {
    System.out.print("token=" + SECRET.substring(0, 7));
    System.out.flush();
    System.out.print(SECRET.substring(7, 9));
    System.out.println(SECRET.substring(9));

    assertThat(stored()).isEqualTo("token=" + MASK + "\n");
  }

  @Test
  void aSecretOfSeveralLinesThatSeveralCallsPrintIsMaskedAsAWhole() {
    masks.add("-----BEGIN\nab\n-----END");

    System.out.println("-----BEGIN");
    System.out.println("ab");
    System.out.println("-----END");

    assertThat(stored()).isEqualTo(MASK + "\n");
  }

  @Test
  void charactersOfALongLineStayWhole() {
    String line = "umlauts:" + repeat("äöü日\uD83D\uDE00", 60_000) + ":end\n";

    System.out.print(line);

    assertThat(stored()).isEqualTo(line);
    assertThat(printed.toString()).isEqualTo(line);
  }

  @Test
  void aLineWithoutItsEndIsStoredWhenTheOutputIsFlushedAndTheRestOfItsSecretIsMasked() {
    System.out.print("the last words have " + SECRET.substring(0, 5));
    assertThat(stored()).isEmpty();

    output.flush();
    assertThat(stored()).isEqualTo("the last words have " + SECRET.substring(0, 5));

    System.out.print(SECRET.substring(5) + "!");
    output.flush();
    assertThat(stored()).isEqualTo(MASK + "!");
  }

  @Test
  void aSecretInALogEventOfFiveMegabytesIsMasked() {
    LogManager.getLogger("outrider.step.test").info("{}{}", repeat("ä", 2_500_000), SECRET);

    assertThat(stored()).endsWith("ä" + MASK + "\n").doesNotContain(SECRET);
  }

  private String stored() {
    StringBuilder text = new StringBuilder();
    for (byte[] chunk = buffer.take(1 << 20); chunk.length > 0; chunk = buffer.take(1 << 20)) {
      text.append(new String(chunk, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static String repeat(String text, int times) {
    return String.join("", Collections.nCopies(times, text));
  }
}

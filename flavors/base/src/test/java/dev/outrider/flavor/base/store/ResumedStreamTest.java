// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads whose connections end early. */
class ResumedStreamTest {
  private static final URI OBJECT = URI.create("s3://acme/object");
  private static final String CONTENT = "0123456789";

  private final List<Long> opened = new ArrayList<>();
  private int aborted;

  /** The content from a position on, of which the connection gives some bytes only. */
  private ResumedStream.Part part(long from, int given) {
    byte[] rest = CONTENT.substring((int) from).getBytes(UTF_8);
    InputStream in = new ByteArrayInputStream(rest, 0, Math.min(given, rest.length));
    return new ResumedStream.Part(in, rest.length, () -> aborted++);
  }

  private ResumedStream stream(long from, int given) {
    return new ResumedStream(
        OBJECT,
        from,
        part(from, given),
        position -> {
          opened.add(position);
          return part(position, given);
        });
  }

  @Test
  void aConnectionThatIsCutIsMadeAgainWhereItEnded() throws Exception {
    try (InputStream in = stream(1, 4)) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("123456789");
    }

    assertThat(opened).containsExactly(5L, 9L);
    assertThat(aborted).isEqualTo(2);
  }

  @Test
  void aServerThatGivesNothingIsAskedThreeTimes() {
    assertThatThrownBy(() -> stream(2, 0).read())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "s3://acme/object was read to byte 2 of 10: the answer ended before the object did");
    assertThat(opened).containsExactly(2L, 2L);
  }

  @Test
  void whatIsNotReadIsNotFetched() throws Exception {
    InputStream in = stream(0, 10);
    assertThat(in.read()).isEqualTo('0');

    in.close();

    assertThat(aborted).isEqualTo(1);
    assertThat(opened).isEmpty();
  }
}

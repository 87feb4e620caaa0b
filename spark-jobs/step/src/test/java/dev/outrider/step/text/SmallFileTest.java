// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFileTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, SmallFile.MOST - 1, SmallFile.MOST})
  void aFileOfAtMostOneMebibyteIsReadWhole(int length, @TempDir Path folder) throws Exception {
    byte[] letters = new byte[length];
    Arrays.fill(letters, (byte) 'x');
    Path file = Files.write(folder.resolve("file"), letters);

    assertThat(SmallFile.read(file)).hasSize(length).matches("x*");
  }

  @Test
  void aFileThatGrowsWhileItIsReadEndsAtTheLimit() {
    Growing file = new Growing();

    assertThatThrownBy(() -> SmallFile.atMost(SmallFile.MOST, file))
        .isInstanceOf(IOException.class)
        .hasMessage("it has more than 1 MiB");
    assertThat(file.read).isEqualTo(SmallFile.MOST + 1);
  }

  /** Has always more, in pieces of odd sizes. */
  private static final class Growing extends InputStream {
    private int read;

    @Override
    public int read() {
      read++;
      return 'x';
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      int piece = Math.min(length, 977);
      Arrays.fill(bytes, from, from + piece, (byte) 'x');
      read += piece;
      return piece;
    }
  }
}

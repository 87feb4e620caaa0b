// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableMarkTest {
  @TempDir Path work;

  @Test
  void whatWasWrittenIsRead() throws Exception {
    DurableMark mark = new DurableMark(work.resolve("key.sent"));
    assertThat(mark.read()).isEmpty();

    mark.write(new DurableMark.Written("j-1", "a"));
    mark.write(new DurableMark.Written("j-2", "b"));

    assertThat(mark.read()).contains(new DurableMark.Written("j-2", "b"));
    assertThat(work)
        .isDirectoryContaining("glob:**/key.sent")
        .isDirectoryNotContaining("glob:**.new");
    mark.delete();
    mark.delete();
    assertThat(mark.read()).isEmpty();
  }

  @Test
  void aMarkOfAnOlderVersionIsOfAnotherCall() throws Exception {
    Path file = Files.writeString(work.resolve("key.sent"), "j-1");

    assertThat(new DurableMark(file).read()).contains(new DurableMark.Written("j-1", ""));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordTest {

  @Test
  void aShellReadsBackWhatWasWritten() throws Exception {
    List<String> words =
        List.of(
            "plain",
            "",
            "two words",
            "it's",
            "$HOME",
            "`id`",
            "a\nb",
            "\\",
            "\"",
            "*",
            "~",
            "#x",
            "a=b;c",
            "!x",
            "{\"A\":[\"'\"]}");
    List<String> command = new ArrayList<>(List.of("printf", "%s\\0"));
    command.addAll(words);
    Process shell = new ProcessBuilder("sh", "-c", ShellWord.line(command)).start();
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shell.waitFor()).isZero();
    assertThat(printed.split("\0", -1)).startsWith(words.toArray(new String[0]));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A step of the tests: gives its word in capitals; the word of a file, when there is such a file.
 *
 * @param word what to shout; {@code wait:FILE} waits until there is that file
 */
public record Shout(String word) implements Step<NoInput, String> {

  @Override
  public String run(NoInput in, StepContext context) throws Exception {
    System.out.println("shouting " + word);
    if (word.startsWith("wait:")) {
      Path file = Path.of(word.substring("wait:".length()));
      while (!Files.exists(file)) {
        Thread.sleep(20);
      }
    }
    return word.toUpperCase(java.util.Locale.ROOT);
  }
}

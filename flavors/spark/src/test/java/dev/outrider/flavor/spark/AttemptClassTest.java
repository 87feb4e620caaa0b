// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.AttemptKey;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main class that only one attempt has. */
class AttemptClassTest {

  @TempDir Path folder;

  /** As final and closed as the step application. */
  public static final class Application {
    private Application() {}

    public static void main(String[] words) {
      throw new IllegalStateException("called with " + String.join(" ", words));
    }
  }

  @Test
  void itsMainIsThatOfTheBundle() throws Exception {
    Path jar = folder.resolve(AttemptClass.jarName(Orders.KEY));
    Files.write(jar, AttemptClass.jar(Orders.KEY, Application.class.getName()));

    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      Method main =
          loader.loadClass(AttemptClass.name(Orders.KEY)).getMethod("main", String[].class);

      assertThatThrownBy(() -> main.invoke(null, (Object) new String[] {"--context", "file:/x"}))
          .hasRootCauseMessage("called with --context file:/x");
    }
  }

  @Test
  void differentKeysHaveDifferentNamesAndEqualOnesEqualBytes() {
    assertThat(AttemptClass.name(Orders.KEY))
        .isEqualTo("dev.outrider.attempt.r0k3v9m2x4q7t_shout_1_0123456789");
    assertThat(AttemptClass.name(new AttemptKey("a-b")))
        .isNotEqualTo(AttemptClass.name(new AttemptKey("ab")));
    assertThat(AttemptClass.jar(Orders.KEY, "a.B")).isEqualTo(AttemptClass.jar(Orders.KEY, "a.B"));
    assertThat(AttemptClass.jar(Orders.KEY, "a.B"))
        .isNotEqualTo(AttemptClass.jar(Orders.key(2), "a.B"));
  }
}

package acme;

import dev.outrider.run.Outrider;
import dev.outrider.run.RunResult;
import java.nio.file.Path;
import java.util.Map;

public final class Main {
  public static void main(String[] arguments) throws Exception {
    try (Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
      RunResult result = outrider.run(Longest.pipeline(), Map.of("flights", arguments[0]));
      if (!result.succeeded()) {
        System.err.println(result.steps());
        System.exit(1);
      }
      String sentence = result.step("sentence", Longest.Sentence.class).output().value();
      System.out.println("The longest flight: " + sentence);
    }
  }
}

import dev.outrider.pipeline.Pipeline;
import dev.outrider.step.*;

public final class Upgrade {
  public record First(int number) implements SparkStep<NoInput, Integer> {
    public Integer run(NoInput in, SparkStepContext context) throws Exception {
      while (!new java.io.File("/tmp/outrider-upgrade/go").exists()) {
        Thread.sleep(50);
      }
      return number;
    }
  }
  public record Second() implements Step<Integer, Integer> {
    public Integer run(Integer in, StepContext context) {
      return in + 1;
    }
  }
  public static Pipeline pipeline() {
    return Pipeline.define("upgrade", p -> {
      var first = p.step("first", new First(41)).on("local");
      p.step("second", new Second()).from(first.output());
    });
  }
}

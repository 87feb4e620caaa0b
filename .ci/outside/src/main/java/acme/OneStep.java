package acme;

import static dev.outrider.pipeline.Sources.parquet;

import acme.Longest.LongestFlight;
import dev.outrider.run.Outrider;
import dev.outrider.run.StepRun;
import java.net.URI;
import java.nio.file.Path;

public final class OneStep {
  public static void main(String[] arguments) throws Exception {
    try (Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
      StepRun<LongestFlight.Out> run =
          outrider.step("longest-flight", new LongestFlight("SFO"))
              .input(LongestFlight.In::flights).from(parquet(outrider.value(URI.create(arguments[0]))))
              .on("local")
              .submit();
      run.ended().toCompletableFuture().join();
      long miles = run.output(LongestFlight.Out::miles).value();
      System.out.println("The longest flight from San Francisco: " + miles + " miles");
    }
  }
}

package acme;

import static dev.outrider.pipeline.Sources.parquet;

import acme.Longest.LongestFlight;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import dev.outrider.run.Outrider;
import dev.outrider.run.StepRun;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Google's client asks beside a live Spark session of the same JVM. Each has its own libraries. */
public final class BesideSpark {
  public static void main(String[] arguments) throws Exception {
    try (SparkSession spark =
            SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
        Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
      long before = spark.read().parquet(arguments[0]).count();
      StepRun<LongestFlight.Out> run =
          outrider.step("longest-flight", new LongestFlight("SFO"))
              .input(LongestFlight.In::flights).from(parquet(outrider.value(URI.create(arguments[0]))))
              .on("acme-dataproc")
              .submit();
      System.out.println("Dataproc: " + run.ended().toCompletableFuture().join().reason());
      long after = spark.read().parquet(arguments[0]).count();
      System.out.println("Spark counts " + before + " flights before and " + after + " after");
      System.out.println(
          "Spark's side: "
              + List.of(jar(SparkSession.class), jar(Message.class), jar(ImmutableList.class)));
    }
  }

  private static String jar(Class<?> type) {
    String place = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Path.of(place).getFileName().toString();
  }
}

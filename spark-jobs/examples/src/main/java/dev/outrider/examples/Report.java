// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import dev.outrider.examples.DelaysByAirportAndHour.AirportDelay;
import dev.outrider.examples.DelaysByAirportAndHour.HourDelay;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import dev.outrider.step.value.JsonForm;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Draws what the other steps have found, as one HTML file that needs nothing else. */
public record Report() implements Step<Report.In, Path> {
  private static final String CHARTS = "META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  /** What is drawn. */
  public record In(
      List<AirportDelay> airports,
      List<HourDelay> hours,
      double rmse,
      double baseline,
      long trained,
      long flights,
      List<EvaluateModel.Bin> bins) {}

  @Override
  public Path run(In in, StepContext context) throws IOException {
    // "</" would end the script that the data stands in
    String data = JsonForm.write(in, In.class, "report").replace("</", "<\\/");
    String page =
        resource("dev/outrider/examples/report.html")
            .replace("/*CHARTS*/", resource(CHARTS))
            .replace("/*DATA*/", data);
    Path file = context.workFolder().resolve("report.html");
    Files.writeString(file, page);
    context.log().info("{} airports, {} hours of the day", in.airports().size(), in.hours().size());
    return file;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Report.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

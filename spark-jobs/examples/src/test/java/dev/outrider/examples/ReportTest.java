// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outrider.examples.DelaysByAirportAndHour.AirportDelay;
import dev.outrider.examples.DelaysByAirportAndHour.HourDelay;
import dev.outrider.step.StepContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** The report as a browser shows it. */
class ReportTest {
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final int AIRPORTS = 30;

  @TempDir Path folder;

  @Test
  void theReportNeedsNothingButItselfAndEscapesWhatIsInTheData() throws IOException {
    String page = Files.readString(report());

    assertThat(page).doesNotContainPattern("(src|href)\\s*=\\s*[\"']?(https?:)?//");
    assertThat(page).contains("O<\\/script>Hare").doesNotContain("O</script>Hare");
  }

  @Test
  void everyChartIsDrawnInLightAndInDarkAndFitsANarrowWindow() throws IOException {
    Path report = report();
    assumeTrue(
        Files.isExecutable(DRIVER),
        DRIVER + " is not there: the package chromium-driver is not installed");
    for (boolean dark : List.of(false, true)) {
      ChromeDriver browser = browser(dark);
      try {
        browser.get(report.toUri().toString());

        assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Flight delays");
        assertThat(browser.findElements(By.cssSelector(".figure"))).hasSize(4);
        assertThat(browser.findElement(By.id("lead")).getText())
            .startsWith("30,000 flights from 30 airports");
        // a shape for each airport, for each hour, and for each bin
        assertThat(count(browser, "#map svg path[fill-opacity='0.88']")).isEqualTo(AIRPORTS);
        assertThat(count(browser, "#hours svg path[fill='" + accent(dark) + "']")).isEqualTo(24);
        assertThat(count(browser, "#model svg path[fill='" + accent(dark) + "']")).isEqualTo(8);
        assertThat(browser.findElement(By.tagName("body")).getCssValue("background-color"))
            .startsWith(dark ? "rgba(20, 22, 27" : "rgba(251, 251, 249");
        assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
            .isEqualTo(browser.executeScript("return document.documentElement.clientWidth"));
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
      } finally {
        browser.quit();
      }
    }
  }

  private static String accent(boolean dark) {
    return dark ? "#6ea8fe" : "#2563a8";
  }

  private static int count(ChromeDriver browser, String selector) {
    return browser.findElements(By.cssSelector(selector)).size();
  }

  private static ChromeDriver browser(boolean dark) {
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--window-size=" + (dark ? "1200,1400" : "520,1400"),
        "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER.toString()))
            .build(),
        options);
  }

  private Path report() throws IOException {
    List<AirportDelay> airports = new ArrayList<>();
    for (int i = 0; i < AIRPORTS; i++) {
      String name = i == 0 ? "O</script>Hare" : "Airport " + i;
      airports.add(new AirportDelay("A" + i, name, 30 + i % 6 * 3, -120 + i * 1.8, 1000, i - 5));
    }
    List<HourDelay> hours = new ArrayList<>();
    for (int hour = 0; hour < 24; hour++) {
      hours.add(new HourDelay(hour, 1250, 1 + hour / 2.0, hour / 30.0));
    }
    List<EvaluateModel.Bin> bins = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bins.add(new EvaluateModel.Bin(i * 2, i * 2.5, 100));
    }
    Report.In in = new Report.In(airports, hours, 27.8, 28.8, 24_000, 6_000, bins);
    return new Report().run(in, new Context(folder));
  }

  private record Context(Path workFolder) implements StepContext {
    @Override
    public String run() {
      return "r1";
    }

    @Override
    public String step() {
      return "report";
    }

    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public Logger log() {
      return NOPLogger.NOP_LOGGER;
    }

    @Override
    public void progress(double fraction, String message) {}

    @Override
    public void metric(String name, double value) {}

    @Override
    public String secret(String name) {
      throw new UnsupportedOperationException("the report has no secrets");
    }
  }
}

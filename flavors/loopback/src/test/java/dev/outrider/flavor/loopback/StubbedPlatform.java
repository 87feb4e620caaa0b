// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.Platform;
import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A loopback platform whose drivers are no Spark. */
class StubbedPlatform implements PlatformUnderTest {
  static final String TOKEN = "hunter2-token-91c4";

  private final LoopbackPlatform platform;

  StubbedPlatform() throws IOException {
    platform =
        new LoopbackPlatform(
            "job",
            new Platform("3.5.5_2.12", 17),
            TOKEN,
            new StubBackEnd(),
            new FaultScript(InstantSource.system()));
  }

  LoopbackPlatform platform() {
    return platform;
  }

  @Override
  public Flavor flavor() {
    return new LoopbackFlavor();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "endpoint",
        platform.address().toString(),
        "token",
        TOKEN,
        "connect-timeout",
        "1s",
        "request-timeout",
        "1s");
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(
        URI.create("file:///bundle/application.jar"),
        "dev.outrider.application.StepApplication",
        List.of(URI.create("file:///bundle/user.jar")));
  }

  @Override
  public Optional<FaultScript> faults() {
    return Optional.of(platform.faults());
  }

  @Override
  public int jobs(AttemptKey key) {
    return platform.jobs(key);
  }

  @Override
  public boolean runs(AttemptKey key) {
    return platform.running(key);
  }

  @Override
  public List<String> seen() {
    return platform.seen();
  }

  @Override
  public Set<Power> powers() {
    return EnumSet.complementOf(EnumSet.of(Power.GET_READY));
  }

  @Override
  public void hold() {
    platform.hold();
  }

  @Override
  public void release() {
    platform.release();
  }

  @Override
  public void preempt(AttemptKey key) {
    platform.preempt(key);
  }

  @Override
  public void startAgain(AttemptKey key) {
    platform.startAgain(key);
  }

  @Override
  public void forget(AttemptKey key) {
    platform.forget(key);
  }

  @Override
  public void crowd(int count) {
    platform.crowd(count);
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    return platform.labels(key);
  }

  @Override
  public boolean owns(Thread thread) {
    String name = thread.getName();
    return name.startsWith("faulty-http-")
        || name.startsWith("stub-driver-")
        || name.equals("loopback-starter")
        || name.equals("HTTP-Dispatcher");
  }

  @Override
  public void close() {
    platform.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.Platform;
import dev.outrider.testkit.JobTableUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A loopback platform whose drivers are no Spark. */
final class StubbedPlatform extends JobTableUnderTest {

  static final String TOKEN = "hunter2-token-91c4";

  private final LoopbackPlatform platform;

  StubbedPlatform() throws IOException {
    this(new StubBackEnd());
  }

  StubbedPlatform(BackEnd backEnd) throws IOException {
    this(
        new LoopbackPlatform(
            "job",
            new Platform("3.5.5_2.12", 17),
            TOKEN,
            backEnd,
            new FaultScript(InstantSource.system())));
  }

  private StubbedPlatform(LoopbackPlatform platform) {
    super(platform.jobs(), platform.faults());
    this.platform = platform;
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
  public List<String> seen() {
    return platform.seen();
  }

  @Override
  public Set<Power> powers() {
    return EnumSet.allOf(Power.class);
  }

  @Override
  public void getReady() {
    platform.startsMachines(true);
  }

  @Override
  public void ready() {
    platform.startsMachines(false);
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
  public void close() {
    platform.close();
  }
}

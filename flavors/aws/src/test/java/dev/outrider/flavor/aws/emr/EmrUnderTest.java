// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.aws.loopback.LoopbackAccount;
import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.aws.loopback.LoopbackSts;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.base.submit.CallTurns;
import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** An EMR on this machine whose drivers are no Spark. */
final class EmrUnderTest implements PlatformUnderTest {
  private final AtomicLong ahead = new AtomicLong();
  private static final String REGION = "eu-west-1";
  private static final String KEY_ID = "AKIALOOPBACK";
  private static final String SECRET = "hunter2-secret-7d1f";
  private static final int CONCURRENCY = 16;

  private final LogServer logs;
  private final LoopbackSts sts;
  private final LoopbackEmr emr;
  private final String cluster;
  private final boolean makes;

  /** With a cluster that is there. */
  EmrUnderTest() throws IOException {
    this(false);
  }

  /**
   * @param makes whether a cluster is made for each run
   */
  EmrUnderTest(boolean makes) throws IOException {
    this.makes = makes;
    InstantSource clock = InstantSource.system();
    FaultScript faults = new FaultScript(clock);
    logs = new LogServer(faults);
    LoopbackAccount account = new LoopbackAccount(clock);
    account.addUser("kit", KEY_ID, SECRET);
    sts = new LoopbackSts(REGION, account, faults, clock);
    emr = new LoopbackEmr(REGION, account, new StubBackEnd(), faults, clock);
    emr.keepLogs(logs);
    cluster = emr.addCluster("kit", "emr-7.9.0", CONCURRENCY, URI.create("s3://logs/emr/"), logs);
  }

  @Override
  public Flavor flavor() {
    // what an account allows would be most of the time of the kit
    return new EmrFlavor(
        () -> System.nanoTime() + ahead.get(), new CallTurns.Rate(1000, Duration.ofMillis(1)));
  }

  @Override
  public void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(makes ? Transients.least() : Map.of());
    settings.put(makes ? "log-uri" : "cluster-id", makes ? "s3://logs/emr/" : cluster);
    if (makes) {
      settings.put("worker-instance-types", "g5.12xlarge");
      settings.put("step-concurrency", Integer.toString(CONCURRENCY));
    }
    settings.putAll(network());
    return settings;
  }

  private Map<String, String> network() {
    return Map.of(
        "endpoint",
        emr.address().toString(),
        "sts-endpoint",
        sts.address().toString(),
        "s3-endpoint",
        logs.address().toString(),
        "region",
        REGION,
        "access-key-id",
        KEY_ID,
        "secret-access-key",
        SECRET,
        "connect-timeout",
        "1s",
        "request-timeout",
        "1s");
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(
        URI.create("s3://bundle/application.jar"),
        "dev.outrider.application.StepApplication",
        List.of(URI.create("s3://bundle/user.jar")));
  }

  @Override
  public Optional<FaultScript> faults() {
    return Optional.of(emr.faults());
  }

  @Override
  public int jobs(AttemptKey key) {
    return emr.jobs(key);
  }

  @Override
  public boolean runs(AttemptKey key) {
    return emr.running(key);
  }

  @Override
  public OptionalInt clusters(String run) {
    return makes ? OptionalInt.of(emr.clustersOf(run)) : OptionalInt.empty();
  }

  @Override
  public List<String> seen() {
    return emr.seen();
  }

  @Override
  public Set<Power> powers() {
    return EnumSet.complementOf(EnumSet.of(Power.GET_READY));
  }

  @Override
  public void hold() {
    emr.hold();
  }

  @Override
  public void release() {
    emr.release();
  }

  @Override
  public void preempt(AttemptKey key) {
    emr.preempt(key);
  }

  @Override
  public void startAgain(AttemptKey key) {
    try {
      emr.startAgain(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void forget(AttemptKey key) {
    emr.forget(key);
  }

  @Override
  public void crowd(int count) {
    emr.crowd(count);
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    return emr.labels(key);
  }

  @Override
  public boolean owns(Thread thread) {
    String name = thread.getName();
    return name.startsWith("faulty-http-")
        || name.startsWith("stub-driver-")
        || name.equals("loopback-emr-starter")
        || name.equals("HTTP-Dispatcher");
  }

  @Override
  public void close() {
    emr.close();
    sts.close();
    logs.close();
  }
}

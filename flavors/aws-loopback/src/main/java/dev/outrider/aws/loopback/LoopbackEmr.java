// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.CallRates;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Amazon EMR on 127.0.0.1, with clusters that are up already. It speaks the service's own protocol,
 * judges requests by the vendor's model and the rules of its reference, proves who asks, and runs
 * what steps give to {@code spark-submit}. A step's key is its name. Thread-safe.
 */
public final class LoopbackEmr implements AutoCloseable {
  private final FaultScript faults;
  private final CallRates rates;
  private final Clusters clusters;
  private final JsonService service;
  private final FaultyHttpServer server;

  /**
   * Starts it, without a cluster, for an account of its own that has one user.
   *
   * @param region for which requests must be signed, such as {@code eu-west-1}
   * @param accessKeyId who may ask
   * @param secret what they sign with; never shown
   * @param backEnd runs the drivers; closed with this
   * @param faults what goes wrong
   * @param clock says what time it is for signatures, rates, and the times of steps
   * @throws IOException when it cannot be started
   */
  public LoopbackEmr(
      String region,
      String accessKeyId,
      String secret,
      BackEnd backEnd,
      FaultScript faults,
      InstantSource clock)
      throws IOException {
    this(region, ofOne(accessKeyId, secret, clock), backEnd, faults, clock);
  }

  private static LoopbackAccount ofOne(String accessKeyId, String secret, InstantSource clock) {
    LoopbackAccount account = new LoopbackAccount(clock);
    account.addUser("outrider", accessKeyId, secret);
    return account;
  }

  /**
   * Starts it, without a cluster.
   *
   * @param region for which requests must be signed, such as {@code eu-west-1}
   * @param account whose users and roles may ask
   * @param backEnd runs the drivers; closed with this
   * @param faults what goes wrong
   * @param clock says what time it is for signatures, rates, and the times of steps
   * @throws IOException when it cannot be started
   */
  public LoopbackEmr(
      String region,
      LoopbackAccount account,
      BackEnd backEnd,
      FaultScript faults,
      InstantSource clock)
      throws IOException {
    this.faults = faults;
    this.rates = new CallRates(clock);
    ServiceModel model = ServiceModel.emr();
    this.clusters = new Clusters(backEnd, clock);
    this.service =
        new JsonService(
            model, region, account, clock, rates, new EmrOperations(clusters, new EmrView(region)));
    try {
      this.server = new FaultyHttpServer(faults, service::call, service);
    } catch (IOException e) {
      clusters.close();
      throw e;
    }
  }

  /** Where it is: {@code http://127.0.0.1:PORT}, as a client's endpoint. */
  public URI address() {
    return server.address();
  }

  /** What goes wrong with calls. */
  public FaultScript faults() {
    return faults;
  }

  // What tests make it do.

  /**
   * Has one more cluster, which waits for steps and keeps no logs.
   *
   * @param name need not be the only one
   * @param releaseLabel such as {@code emr-7.9.0}
   * @param stepConcurrency how many of its steps run at once; 1 to 256
   * @return its id
   */
  public String addCluster(String name, String releaseLabel, int stepConcurrency) {
    return add(name, releaseLabel, stepConcurrency, Optional.empty());
  }

  /**
   * Has one more cluster, which waits for steps and keeps their logs.
   *
   * @param name need not be the only one
   * @param releaseLabel such as {@code emr-7.9.0}
   * @param stepConcurrency how many of its steps run at once; 1 to 256
   * @param logUri where the logs are: {@code s3://BUCKET/FOLDER/}
   * @param bucket takes them when a step has ended
   * @return its id
   */
  public String addCluster(
      String name, String releaseLabel, int stepConcurrency, URI logUri, LogBucket bucket) {
    return add(name, releaseLabel, stepConcurrency, Optional.of(new ClusterLog(logUri, bucket)));
  }

  private String add(
      String name, String releaseLabel, int stepConcurrency, Optional<ClusterLog> log) {
    if (stepConcurrency < 1 || stepConcurrency > EmrOperations.MOST_ACTIVE) {
      throw new IllegalArgumentException(
          "The step concurrency is " + stepConcurrency + ", and must be 1 to 256.");
    }
    return clusters.add(ClusterDescription.byHand(name, releaseLabel, stepConcurrency), log);
  }

  /** Limits calls as an account's quotas do, from now on; each bucket is full now. */
  public void limitCalls() {
    EmrRates.limit(rates);
  }

  /** Keeps pending steps from starting. */
  public void hold() {
    clusters.hold();
  }

  /** Lets them start. */
  public void release() {
    clusters.release();
  }

  /** Takes the machine of a key's step away. */
  public void preempt(AttemptKey key) {
    clusters.preempt(key.value());
  }

  /**
   * Starts the driver of a key's step a second time, beside the first.
   *
   * @throws IOException when it cannot be started
   */
  public void startAgain(AttemptKey key) throws IOException {
    clusters.startAgain(key.value());
  }

  /** Does not know a key's step any more; its driver runs on. */
  public void forget(AttemptKey key) {
    clusters.forget(key.value());
  }

  /** Each cluster has had as many steps of others, which have ended well. */
  public void crowd(int stepsOfOthers) {
    clusters.crowd(stepsOfOthers);
  }

  /**
   * A cluster has had a step for a key, which has ended well. No call has added it: {@link #jobs}
   * does not count it.
   *
   * @return the step's id
   */
  public String addEnded(String clusterId, AttemptKey key) {
    return clusters.addEnded(clusterId, key.value());
  }

  /** Ends a cluster as its user does: its drivers are killed, its steps cancelled. */
  public void terminate(String clusterId) {
    clusters.terminate(clusterId);
  }

  /** Clusters that are made from now on take this long to be up; none at first. */
  public void startClustersIn(Duration time) {
    clusters.startAfter(time, Optional.empty());
  }

  /**
   * Clusters that are made from now on never get up.
   *
   * @param time after which they end
   * @param code the {@code StateChangeReason.Code}, such as {@code BOOTSTRAP_FAILURE}
   * @param message the message that EMR gives for it
   */
  public void failClustersIn(Duration time, String code, String message) {
    clusters.startAfter(time, Optional.of(new LoopbackCluster.Ending(code, message)));
  }

  /** Lists show clusters only when they are as old as this; at first at once. */
  public void listClustersAfter(Duration age) {
    clusters.listAfter(age);
  }

  /** Keeps the logs of clusters that are made from now on, and are asked to keep some. */
  public void keepLogs(LogBucket bucket) {
    clusters.keepLogs(bucket);
  }

  // What tests ask it: the truth.

  /** The ids of all clusters of a name that there ever were. */
  public List<String> clusters(String name) {
    return clusters.named(name);
  }

  /** How many clusters that were made for a run have not ended. */
  public int clustersOf(String run) {
    return clusters.with(
        all ->
            (int)
                all.stream()
                    .filter(each -> each.name().startsWith("outrider-" + run + "-"))
                    .filter(each -> !each.state(clusters.now()).startsWith("TERMINATED"))
                    .count());
  }

  /** The state of a cluster, in EMR's words. */
  public String state(String clusterId) {
    return clusters.state(clusterId);
  }

  /** The tags of a cluster. */
  public Map<String, String> tags(String clusterId) {
    return clusters.tags(clusterId);
  }

  /** How many steps were ever added for a key. */
  public int jobs(AttemptKey key) {
    return clusters.made(key.value());
  }

  /** Whether a driver of a key's steps runs. */
  public boolean running(AttemptKey key) {
    return clusters.runs(key.value());
  }

  /** The labels of a key's first step, which are in its Spark conf. */
  public Map<String, String> labels(AttemptKey key) {
    return clusters.labels(key.value());
  }

  /** Every request that came: its operation and its body, without the headers that prove who. */
  public List<String> seen() {
    return server.seen().stream()
        .map(each -> service.operation(each) + "\n" + each.text())
        .toList();
  }

  /** How many well signed calls of an operation there were, throttled ones too. */
  public int calls(String operation) {
    return rates.calls(operation);
  }

  /** How many of them the quotas refused. */
  public int throttled(String operation) {
    return rates.throttled(operation);
  }

  /** Ends it, every driver that still runs, and its threads. A second call does nothing. */
  @Override
  public void close() {
    server.close();
    clusters.close();
  }
}

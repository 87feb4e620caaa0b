// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.base.http.HttpCalls;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks the REST server and the web page of a standalone master: {@code
 * org.apache.spark.deploy.rest.RestSubmissionServer} and {@code
 * org.apache.spark.deploy.JsonProtocol}. Where there are several masters one leads; they are asked
 * in their order until it answers. Thread-safe.
 */
final class MasterClient implements AutoCloseable {

  /**
   * How a master that does not lead begins its answer: {@code
   * Utils.BACKUP_STANDALONE_MASTER_PREFIX} of Spark.
   */
  static final String NO_LEADER = "Current state is not alive";

  private static final String LEADS = "ALIVE";
  private static final int OK = 200;

  private final HttpCalls calls;
  private final List<URI> endpoints;
  private final List<URI> pages;

  /**
   * @param calls closed with this
   * @param endpoints the masters' REST servers
   * @param pages the masters' web pages, in the same order
   */
  MasterClient(HttpCalls calls, List<URI> endpoints, List<URI> pages) {
    this.calls = calls;
    this.endpoints = List.copyOf(endpoints);
    this.pages = List.copyOf(pages);
  }

  /**
   * An answer of the REST server; which members it has depends on the call.
   *
   * @param success whether the call did what it was for; of a status, whether there is the driver
   */
  record RestAnswer(
      String action,
      Optional<String> serverSparkVersion,
      Optional<String> message,
      Optional<Boolean> success,
      Optional<String> submissionId,
      Optional<String> driverState) {

    boolean isSuccess() {
      return success.orElse(false);
    }
  }

  /**
   * A driver as the master lists it.
   *
   * @param worker the worker's id; {@code None} where it has none yet
   */
  record Driver(String id, String state, String worker, String mainclass) {}

  /**
   * A worker as the master lists it.
   *
   * @param webuiaddress its page's address
   */
  record Worker(String id, String webuiaddress) {}

  /** What a master lists. */
  record Listing(
      List<Worker> workers,
      List<Driver> activedrivers,
      List<Driver> completeddrivers,
      String status) {

    /** All drivers, those that go on first. */
    Stream<Driver> drivers() {
      return Stream.concat(activedrivers.stream(), completeddrivers.stream());
    }
  }

  /**
   * Makes a driver. Sent once to a master, and to the next one only after a sure no.
   *
   * @param request the message
   * @param about names the attempt in messages
   * @return the driver's id
   * @throws NotAcceptedException surely there is none
   * @throws OutcomeUnknownException perhaps there is one
   */
  String create(String request, String about) throws NotAcceptedException, OutcomeUnknownException {
    NotAcceptedException refused = null;
    for (URI address : creates()) {
      try {
        return create(address, request, about);
      } catch (NotAcceptedException e) {
        if (e.kind() != FailureKind.PLATFORM) {
          throw e;
        }
        refused = e;
      }
    }
    throw refused;
  }

  /** Where the masters take requests for drivers. */
  List<URI> creates() {
    return endpoints.stream().map(each -> below(each, "v1/submissions/create")).toList();
  }

  private String create(URI address, String request, String about)
      throws NotAcceptedException, OutcomeUnknownException {
    HttpCalls.Answer answer;
    try {
      answer = calls.post(address, Map.of(), request);
    } catch (HttpCalls.NothingSentException e) {
      throw new NotAcceptedException(
          FailureKind.PLATFORM, "No driver was submitted for " + about + ": " + e.getMessage());
    } catch (IOException e) {
      throw new OutcomeUnknownException(
          "It is not known whether a driver was submitted for " + about + ": " + e.getMessage(), e);
    }
    Optional<RestAnswer> read = read(answer);
    if (answer.status() != OK) {
      throwRefused(address, answer.status(), read, about);
    }
    if (read.isEmpty() || read.get().success().isEmpty()) {
      throw unknown(about, address + " answers what is no answer of a REST server of Spark");
    }
    if (!read.get().isSuccess()) {
      throw new NotAcceptedException(
          FailureKind.PLATFORM,
          "No driver was submitted for " + about + ": " + address + says(read));
    }
    return read.get()
        .submissionId()
        .filter(ClusterHandle::isSubmission)
        .orElseThrow(() -> unknown(about, address + " names no driver"));
  }

  private static void throwRefused(URI address, int status, Optional<RestAnswer> read, String about)
      throws NotAcceptedException, OutcomeUnknownException {
    String what = address + " answers " + status + says(read);
    // 408: the server has waited for the rest of a request
    if (status >= 500 || status == 408 || status < 300) {
      throw unknown(about, what);
    }
    throw new NotAcceptedException(
        status == 429 ? FailureKind.PLATFORM : FailureKind.CONFIGURATION,
        "No driver was submitted for " + about + ": " + what);
  }

  private static OutcomeUnknownException unknown(String about, String reason) {
    return new OutcomeUnknownException(
        "It is not known whether a driver was submitted for " + about + ": " + reason, null);
  }

  /**
   * What the leading master knows of a driver.
   *
   * @param id the driver's
   * @return whose {@code success} says whether there is such a driver
   * @throws IOException when no leading master has answered
   */
  RestAnswer status(String id) throws IOException {
    return first(
        endpoints,
        endpoint -> {
          URI address = below(endpoint, "v1/submissions/status/" + id);
          RestAnswer answer = answer(address, calls.get(address, Map.of()));
          if (!answer.isSuccess() && answer.message().isPresent()) {
            throw new IOException(address + says(Optional.of(answer)));
          }
          return answer;
        });
  }

  /**
   * Asks the leading master to end a driver.
   *
   * @return whose {@code success} says whether it does
   * @throws IOException when no leading master has answered
   */
  RestAnswer kill(String id) throws IOException {
    return first(
        endpoints,
        endpoint -> {
          URI address = below(endpoint, "v1/submissions/kill/" + id);
          RestAnswer answer = answer(address, calls.post(address, Map.of(), ""));
          if (answer.message().orElse("").startsWith(NO_LEADER)) {
            throw new IOException(address + says(Optional.of(answer)));
          }
          return answer;
        });
  }

  /**
   * All drivers that the leading master knows, in one call. Of those that have ended it keeps some:
   * {@code spark.deploy.retainedDrivers}, 200 by default; and of none after it was started again,
   * where {@code spark.deploy.recoveryMode} is not set.
   *
   * @throws IOException when no leading master has answered
   */
  Listing list() throws IOException {
    return first(
        pages,
        page -> {
          URI address = below(page, "json/");
          Listing listing = parsed(address, calls.get(address, Map.of()), Listing.class);
          if (!listing.status().equals(LEADS)) {
            throw new IOException(
                address + " is of a master that does not lead: it is " + listing.status());
          }
          return listing;
        });
  }

  /**
   * A part of what a driver has printed.
   *
   * @param worker its worker
   * @param id the driver's
   * @param type {@code stdout} or {@code stderr}
   * @param offset of the first byte
   * @param size how many bytes at most
   * @throws IOException when the worker has not answered
   */
  WorkerLog log(Worker worker, String id, String type, long offset, int size) throws IOException {
    URI address =
        below(
            page(worker),
            "log/?driverId=%s&logType=%s&offset=%s&byteLength=%s"
                .formatted(id, type, offset, size));
    HttpCalls.Answer answer = calls.get(address, Map.of());
    if (answer.status() != OK) {
      throw new IOException(address + " answers " + answer.status());
    }
    return WorkerLog.of(answer.body(), address.toString());
  }

  @Override
  public void close() {
    calls.close();
  }

  private static URI page(Worker worker) throws IOException {
    try {
      return URI.create(worker.webuiaddress());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "worker " + worker.id() + " says that its page is at '" + worker.webuiaddress() + "'", e);
    }
  }

  private interface Question<T> {
    T ask(URI master) throws IOException;
  }

  private static <T> T first(List<URI> masters, Question<T> question) throws IOException {
    IOException last = null;
    for (URI master : masters) {
      try {
        return question.ask(master);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static RestAnswer answer(URI address, HttpCalls.Answer answer) throws IOException {
    Optional<RestAnswer> read = read(answer);
    if (answer.status() != OK) {
      throw new IOException(address + " answers " + answer.status() + says(read));
    }
    if (read.isEmpty() || read.get().success().isEmpty()) {
      throw new IOException(address + " answers what is no answer of a REST server of Spark");
    }
    return read.get();
  }

  private static String says(Optional<RestAnswer> answer) {
    return answer.flatMap(RestAnswer::message).map(each -> ": " + firstLine(each)).orElse("");
  }

  static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  private static Optional<RestAnswer> read(HttpCalls.Answer answer) {
    try {
      return Optional.ofNullable(
          (RestAnswer) JsonForm.readTolerantly(answer.body(), RestAnswer.class, "answer"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static <T> T parsed(URI address, HttpCalls.Answer answer, Class<T> type)
      throws IOException {
    if (answer.status() != OK) {
      throw new IOException(address + " answers " + answer.status());
    }
    Object read;
    try {
      read = JsonForm.readTolerantly(answer.body(), type, "answer");
    } catch (IllegalArgumentException e) {
      throw new IOException(address + " answers what is no list of a master: " + e.getMessage(), e);
    }
    if (read == null) {
      throw new IOException(address + " answers nothing");
    }
    return type.cast(read);
  }

  /** A path below an address, which may have one of its own. */
  private static URI below(URI address, String path) {
    String text = address.toString();
    return URI.create(text.endsWith("/") ? text + path : text + "/" + path);
  }
}

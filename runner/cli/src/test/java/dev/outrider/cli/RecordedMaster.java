// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** A standalone master that lists what a real one has listed, and takes no orders. */
final class RecordedMaster implements AutoCloseable {
  private final FaultyHttpServer server;
  private final String list;
  private final String version;

  /**
   * @param list what its page at {@code /json/} has shown
   * @param version of Spark that it says it has
   */
  RecordedMaster(String list, String version) throws IOException {
    this.list = list;
    this.version = version;
    this.server =
        new FaultyHttpServer(
            new FaultScript(InstantSource.system()),
            request -> Call.READ,
            (request, fault) -> answer(request));
  }

  private Reply answer(Request request) {
    if (request.path().equals("/json/")) {
      return Reply.json(200, list);
    }
    boolean isQuestion = request.path().startsWith("/v1/submissions/status/");
    return Reply.json(
        isQuestion ? 200 : 400,
        """
        {"action": "SubmissionStatusResponse", "serverSparkVersion": "%s", "success": false}
        """
            .formatted(version));
  }

  /** What a properties file says of an operator with drivers on its workers. */
  String properties(String operator) {
    return """
        PREFIX.flavor = spark
        PREFIX.deploy-mode = cluster
        PREFIX.master = spark://127.0.0.1:%d
        PREFIX.endpoint = %s
        PREFIX.web-ui = %s
        """
        .formatted(server.address().getPort(), server.address(), server.address())
        .replace("PREFIX", "step-operator." + operator);
  }

  /** The paths of all requests that were to change something. */
  List<String> orders() {
    return server.seen().stream()
        .filter(request -> !request.method().equals("GET"))
        .map(Request::path)
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}

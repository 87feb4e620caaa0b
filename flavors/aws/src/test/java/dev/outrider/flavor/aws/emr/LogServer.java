// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.aws.loopback.LogBucket;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What of S3 the logs of clusters are read by: lists by prefix, and whole objects. */
final class LogServer implements LogBucket, AutoCloseable {
  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final FaultyHttpServer server;

  LogServer(FaultScript faults) throws IOException {
    server =
        new FaultyHttpServer(faults, request -> Call.READ, (request, fault) -> answer(request));
  }

  URI address() {
    return server.address();
  }

  @Override
  public void put(URI object, byte[] content) {
    objects.put("/" + object.getAuthority() + object.getPath(), content);
  }

  private Reply answer(Request request) {
    byte[] object = objects.get(request.path());
    if (object != null) {
      return new Reply(200, Map.of("Content-Type", "binary/octet-stream"), object);
    }
    if (!request.query().containsKey("list-type")) {
      return new Reply(404, Map.of(), new byte[0]);
    }
    String bucket = request.path().endsWith("/") ? request.path() : request.path() + "/";
    StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
    objects.keySet().stream()
        .filter(path -> path.startsWith(bucket + request.query().get("prefix")))
        .map(path -> path.substring(bucket.length()))
        .forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
    return new Reply(
        200,
        Map.of("Content-Type", "application/xml"),
        xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}

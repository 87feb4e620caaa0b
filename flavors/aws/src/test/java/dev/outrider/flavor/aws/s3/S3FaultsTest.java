// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.store.ArtifactStore;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import dev.outrider.testkit.platform.LoopbackS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store makes of a server that fails; it knows as much of S3 as these tests need. */
class S3FaultsTest {
  private static final URI OBJECT = URI.create("s3://acme/run/object");

  private final FaultScript faults = new FaultScript(InstantSource.system());
  private final Map<String, byte[]> objects = new TreeMap<>();
  private final Map<String, String> writes = new TreeMap<>();
  private final Set<String> uploads = new TreeSet<>();
  private FaultyHttpServer server;
  private ArtifactStore store;
  private Optional<String> refusal = Optional.empty();
  private Optional<Reply> page = Optional.empty();
  private boolean losesParts;
  private boolean endsUploads = true;

  @TempDir Path folder;

  @BeforeEach
  void startServer() throws IOException {
    server =
        new FaultyHttpServer(
            faults,
            request -> request.method().equals("GET") ? Call.READ : Call.SUBMIT,
            (request, fault) -> answer(request));
    store = S3Stores.at(server.address());
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  private synchronized Reply answer(Request request) {
    if (page.isPresent()) {
      return page.get();
    }
    if (refusal.isPresent()) {
      return error(refusal.get().equals("AccessDenied") ? 403 : 400, refusal.get());
    }
    String path = request.path();
    return switch (request.method()) {
      case "HEAD" -> !objects.containsKey(path) ? empty(404) : found(path, new byte[0]);
      case "GET" -> read(request);
      case "PUT" -> write(request);
      case "POST" -> {
        if (!endsUploads && request.query().containsKey("uploadId")) {
          yield new Reply(200, Map.of("Content-Type", "text/html"), "<html/>".getBytes(UTF_8));
        }
        uploads.add("u-1");
        yield xml(
            "<InitiateMultipartUploadResult><UploadId>u-1</UploadId></InitiateMultipartUploadResult>");
      }
      case "DELETE" -> {
        uploads.remove(request.query().get("uploadId"));
        yield empty(204);
      }
      default -> error(405, "MethodNotAllowed");
    };
  }

  private Reply read(Request request) {
    byte[] object = objects.get(request.path());
    if (object == null) {
      return error(404, "NoSuchKey");
    }
    String etag = etag(object);
    if (request.header("If-Match").filter(asked -> !asked.equals(etag)).isPresent()) {
      return error(412, "PreconditionFailed");
    }
    int from =
        request
            .header("Range")
            .map(range -> Integer.parseInt(range.replaceAll("[^0-9]", "")))
            .orElse(0);
    return found(request.path(), Arrays.copyOfRange(object, from, object.length));
  }

  private Reply write(Request request) {
    if (request.query().containsKey("partNumber")) {
      return losesParts ? error(400, "BadDigest") : empty(200).with("ETag", "\"part\"");
    }
    if (request.header("If-None-Match").isPresent() && objects.containsKey(request.path())) {
      return error(412, "PreconditionFailed");
    }
    objects.put(request.path(), body(request));
    request.header("x-amz-meta-outrider-write").ifPresent(id -> writes.put(request.path(), id));
    return empty(200).with("ETag", etag(objects.get(request.path())));
  }

  /** What is signed in pieces has the size of each before it. */
  private static byte[] body(Request request) {
    if (request.header("x-amz-decoded-content-length").isEmpty()) {
      return request.body();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    String text = new String(request.body(), ISO_8859_1);
    for (int at = 0; ; ) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line).replaceFirst(";.*", ""), 16);
      if (size == 0) {
        return whole.toByteArray();
      }
      whole.write(request.body(), line + 2, size);
      at = line + 2 + size + 2;
    }
  }

  private Reply found(String path, byte[] content) {
    Reply reply =
        new Reply(200, Map.of(), content)
            .with("ETag", etag(objects.get(path)))
            .with("Last-Modified", "Thu, 26 Nov 2026 01:00:00 GMT");
    return writes.containsKey(path)
        ? reply.with("x-amz-meta-outrider-write", writes.get(path))
        : reply;
  }

  private static String etag(byte[] content) {
    return "\"" + Arrays.hashCode(content) + "\"";
  }

  private static Reply empty(int status) {
    return new Reply(status, Map.of(), new byte[0]);
  }

  private static Reply error(int status, String code) {
    return new Reply(
        status,
        Map.of("Content-Type", "application/xml"),
        ("<Error><Code>" + code + "</Code><Message>no</Message></Error>").getBytes(UTF_8));
  }

  private static Reply xml(String text) {
    return new Reply(200, Map.of("Content-Type", "application/xml"), text.getBytes(UTF_8));
  }

  @Test
  void whoHasCreatedAnObjectAndLostTheAnswerHasCreatedIt() throws Exception {
    faults.next(Call.SUBMIT, Fault.REPLY_LOST);

    assertThat(store.putIfAbsent(OBJECT, "mine".getBytes(UTF_8))).isTrue();
    assertThat(store.putIfAbsent(OBJECT, "mine".getBytes(UTF_8))).isFalse();
  }

  @Test
  void whoseWriteWasLostBeforeTheOthersHasNotCreatedIt() throws Exception {
    faults.next(Call.SUBMIT, Fault.REQUEST_LOST);
    objects.put("/acme/run/object", "other".getBytes(UTF_8));
    writes.put("/acme/run/object", "another");

    assertThat(store.putIfAbsent(OBJECT, "mine".getBytes(UTF_8))).isFalse();
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    faults.next(Call.SUBMIT, Fault.UNAVAILABLE);
    store.put(OBJECT, "text".getBytes(UTF_8));
    faults.next(Call.READ, Fault.UNAVAILABLE);

    try (InputStream in = store.get(OBJECT, 1)) {
      assertThat(in.readAllBytes()).asString().isEqualTo("ext");
    }
  }

  @Test
  void aReadThatIsCutGoesOnWhereItEnded() throws Exception {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    store.put(OBJECT, content);
    faults.next(Call.READ, Fault.CUT_REPLY);
    faults.next(Call.READ, Fault.CUT_REPLY);

    try (InputStream in = store.get(OBJECT, 0)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void aReadThatIsCutDoesNotGoOnInAnotherContent() throws Exception {
    byte[] content = new byte[300_000];
    store.put(OBJECT, content);
    faults.next(Call.READ, Fault.CUT_REPLY);

    try (InputStream in = store.get(OBJECT, 0)) {
      assertThat(in.read()).isZero();
      content[0] = 1;
      store.put(OBJECT, content);
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("was written or deleted while it was read");
    }
  }

  @Test
  void anUploadThatFailsLeavesNoPart() throws Exception {
    Path large = Files.write(folder.resolve("large"), new byte[17 << 20]);
    losesParts = true;

    assertThatThrownBy(() -> store.put(OBJECT, large))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(OBJECT.toString())
        .hasMessageContaining("Status Code: 400");

    assertThat(uploads).isEmpty();
    assertThat(objects).isEmpty();
  }

  @Test
  void aRefusalSaysWhatToSetAndShowsNoSecret() {
    for (Map.Entry<String, String> each :
        Map.of(
                "AuthorizationHeaderMalformed", "'region'",
                "NoSuchBucket", "'artifact-store'",
                "AccessDenied", "policies",
                "ExpiredToken", "credentials")
            .entrySet()) {
      refusal = Optional.of(each.getKey());
      assertThatThrownBy(() -> store.put(OBJECT, new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(OBJECT.toString())
          .hasMessageContaining(each.getValue())
          .hasMessageNotContainingAny(LoopbackS3.KEY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>Sign in</html>", "<!DOCTYPE html><html><br>Sign in</html>", "", "Sign in"})
  void aPageOfTheWebIsNoAnswerOfS3(String text) throws Exception {
    Path large = Files.write(folder.resolve("large"), new byte[(16 << 20) + 1]);
    URI gone = URI.create("s3://acme/run/gone");
    URI parts = URI.create("s3://acme/run/parts");
    page =
        Optional.of(
            new Reply(
                200, Map.of("Content-Type", "text/html; charset=utf-8"), text.getBytes(UTF_8)));
    URI run = URI.create("s3://acme/run/");
    Map<String, ThrowingCallable> calls =
        Map.of(
            run + " was not listed: ", () -> store.list(run, Optional.empty(), 10),
            OBJECT + " was not looked at: ", () -> store.head(OBJECT),
            OBJECT + " was not read: ", () -> store.get(OBJECT, 0),
            OBJECT + " was not written: ", () -> store.put(OBJECT, new byte[1]),
            parts + " was not written: ", () -> store.put(parts, large),
            gone + " was not deleted: ", () -> store.delete(List.of(gone)));

    for (Map.Entry<String, ThrowingCallable> each : calls.entrySet()) {
      assertThatThrownBy(each.getValue())
          .isInstanceOf(IOException.class)
          .hasMessage(
              each.getKey()
                  + "what answers at "
                  + server.address()
                  + " is not S3, but a page of the web or another service; look at"
                  + " 'artifact-store.endpoint' and 'artifact-store.proxy'");
    }
    assertThatThrownBy(() -> store.putIfAbsent(OBJECT, new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(" is not S3, ");
  }

  @Test
  void aPageOfTheWebAsTheLastAnswerOfAnUploadIsNoObject() throws Exception {
    Path large = Files.write(folder.resolve("large"), new byte[(16 << 20) + 1]);
    endsUploads = false;

    assertThatThrownBy(() -> store.put(OBJECT, large)).hasMessageContaining(" is not S3, ");

    assertThat(uploads).isEmpty();
  }

  @Test
  void aPageWithTheHeadersOfAnObjectIsNoneEither() {
    page =
        Optional.of(
            new Reply(200, Map.of("Content-Type", "text/html"), "<html/>".getBytes(UTF_8))
                .with("ETag", "\"1\"")
                .with("Last-Modified", "Thu, 26 Nov 2026 01:00:00 GMT"));

    assertThatThrownBy(() -> store.head(OBJECT)).hasMessageContaining(" is not S3, ");
    assertThatThrownBy(() -> store.get(OBJECT, 0)).hasMessageContaining(" is not S3, ");
  }

  @Test
  void anObjectMayBeAPageOfTheWeb() throws Exception {
    page =
        Optional.of(
            new Reply(200, Map.of("Content-Type", "text/html"), "<html/>".getBytes(UTF_8))
                .with("ETag", "\"1\"")
                .with("Last-Modified", "Thu, 26 Nov 2026 01:00:00 GMT")
                .with("x-amz-request-id", "4442587FB7D0A2F9"));

    try (InputStream in = store.get(OBJECT, 0)) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("<html/>");
    }
  }

  @Test
  void encryptionIsAskedForAsItIsSet() throws Exception {
    try (ArtifactStore encrypted =
        S3Stores.at(server.address(), "encryption", "sse-kms", "kms-key", "key-7")) {
      encrypted.put(OBJECT, new byte[1]);
    }
    Request request = server.seen().get(0);

    assertThat(request.header("x-amz-server-side-encryption")).contains("aws:kms");
    assertThat(request.header("x-amz-server-side-encryption-aws-kms-key-id")).contains("key-7");
    assertThatThrownBy(() -> S3Stores.at(server.address(), "kms-key", "key-7").close())
        .hasMessageContaining("artifact-store.encryption");
  }
}

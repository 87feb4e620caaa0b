// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyGrpcTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final MethodDescriptor<byte[], byte[]> SUBMIT =
      MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("acme.Jobs/Submit")
          .build();
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final FaultScript script = new FaultScript(InstantSource.system());
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<Fault> played = new CopyOnWriteArrayList<>();
  private FaultyGrpc server;
  private ManagedChannel channel;

  /** Messages that are bytes already. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    ServerServiceDefinition jobs =
        ServerServiceDefinition.builder("acme.Jobs")
            .addMethod(
                SUBMIT,
                ServerCalls.asyncUnaryCall(
                    (request, answer) -> {
                      String text = new String(request, StandardCharsets.UTF_8);
                      done.add(text);
                      FaultyGrpc.fault().ifPresent(played::add);
                      answer.onNext(("to " + text).getBytes(StandardCharsets.UTF_8));
                      answer.onCompleted();
                    }))
            .build();
    server =
        new FaultyGrpc(
            script,
            method -> method.equals("acme.Jobs/Submit") ? Call.SUBMIT : Call.READ,
            List.of(jobs));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
    server.close();
  }

  private String call(String text) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-word", Metadata.ASCII_STRING_MARSHALLER), "hello");
    Channel with =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    byte[] answer =
        ClientCalls.blockingUnaryCall(
            with,
            SUBMIT,
            CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
            text.getBytes(StandardCharsets.UTF_8));
    return new String(answer, StandardCharsets.UTF_8);
  }

  private StatusRuntimeException failure() {
    return catchThrowableOfType(StatusRuntimeException.class, () -> call("this"));
  }

  @Test
  void withoutAFaultTheServicesAnswerComes() {
    assertThat(call("this")).isEqualTo("to this");
    assertThat(script.calls(Call.SUBMIT)).isEqualTo(1);
  }

  @Test
  void everythingThatCameIsKept() {
    call("this");

    FaultyGrpc.Seen seen = server.seen().get(0);
    assertThat(seen.method()).isEqualTo("acme.Jobs/Submit");
    assertThat(seen.message()).isEqualTo("this");
    assertThat(seen.headers()).containsAllEntriesOf(Map.of("x-word", "hello"));
  }

  @ParameterizedTest
  @CsvSource({
    "REQUEST_LOST, UNAVAILABLE",
    "THROTTLED, RESOURCE_EXHAUSTED",
    "THROTTLED_FOR_A_SECOND, RESOURCE_EXHAUSTED",
    "UNAVAILABLE, UNAVAILABLE",
    "EXPIRED, UNAUTHENTICATED",
    "REFUSED, INVALID_ARGUMENT",
    "NO_CAPACITY, RESOURCE_EXHAUSTED",
    "NOT_FOUND, NOT_FOUND",
    "GARBAGE, UNKNOWN"
  })
  void aFaultBeforeTheServiceIsAStatusAndChangesNothing(Fault fault, Status.Code code) {
    script.next(Call.SUBMIT, fault);

    assertThat(failure().getStatus().getCode()).isEqualTo(code);

    assertThat(done).isEmpty();
    assertThat(server.seen()).hasSize(1);
    assertThat(call("that")).isEqualTo("to that");
  }

  @ParameterizedTest
  @CsvSource({"REPLY_LOST, UNAVAILABLE", "FAILED_AFTERWARDS, INTERNAL", "CUT_REPLY, INTERNAL"})
  void aFaultBehindTheServiceIsAStatusOfACallThatWasDone(Fault fault, Status.Code code) {
    script.next(Call.SUBMIT, fault);

    assertThat(failure().getStatus().getCode()).isEqualTo(code);

    assertThat(done).containsExactly("this");
  }

  @Test
  void theTimeToComeBackIsInTheDetails() {
    script.next(Call.SUBMIT, Fault.THROTTLED_FOR_A_SECOND);

    byte[] details = failure().getTrailers().get(DETAILS);

    // google.rpc.Status: code 8, message, and one detail: RetryInfo with a delay of 1 s
    byte[] start = {0x08, 8, 0x12, 17};
    byte[] end = {0x12, 4, 0x0a, 2, 0x08, 1};
    assertThat(details).startsWith(start).endsWith(end);
    assertThat(new String(details, StandardCharsets.UTF_8))
        .contains("too many requests", "type.googleapis.com/google.rpc.RetryInfo");
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY_LIST", "UNKNOWN_STATE"})
  void theServicePlaysWhatIsInTheAnswer(Fault fault) {
    script.next(Call.SUBMIT, fault);

    call("this");
    call("that");

    assertThat(played).containsExactly(fault);
  }

  @Test
  void aCallThatHangsIsAnsweredWhenTheScriptIsCleared() throws Exception {
    script.next(Call.SUBMIT, Fault.HANG);
    ListenableFuture<byte[]> answer =
        ClientCalls.futureUnaryCall(
            channel.newCall(SUBMIT, CallOptions.DEFAULT), "this".getBytes(StandardCharsets.UTF_8));
    await("the call").atMost(LIMIT).until(() -> done.equals(List.of("this")));
    assertThat(answer.isDone()).isFalse();

    script.clear();

    assertThat(answer.get(60, TimeUnit.SECONDS)).asString().isEqualTo("to this");
  }

  @Test
  void closingCutsCallsThatHangAndLeavesNoThread() throws Exception {
    script.always(Fault.HANG);
    ListenableFuture<byte[]> answer =
        ClientCalls.futureUnaryCall(
            channel.newCall(SUBMIT, CallOptions.DEFAULT), "this".getBytes(StandardCharsets.UTF_8));
    await("the call").atMost(LIMIT).until(() -> done.equals(List.of("this")));

    server.close();

    await("the call's end").atMost(LIMIT).until(answer::isDone);
    await("the end of its threads")
        .atMost(LIMIT)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(each -> each.getName().startsWith("faulty-grpc")));
  }
}

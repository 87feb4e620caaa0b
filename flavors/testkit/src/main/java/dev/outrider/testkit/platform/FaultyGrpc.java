// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A gRPC server on 127.0.0.1 and a free port, without TLS, that plays a {@link FaultScript}. What
 * the platform is, its services say; they are for calls with one request and one answer, and ask
 * {@link #fault} which fault their answer plays. Keeps every call. Thread-safe.
 */
public final class FaultyGrpc implements AutoCloseable {
  private static final Context.Key<Fault> FAULT = Context.key("fault");
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
  private static final long LONGEST_STOP_SECONDS = 60;

  private final FaultScript script;
  private final Function<String, Call> calls;
  private final Function<Fault, Status> refusals;
  private final List<Seen> seen = new ArrayList<>();
  private final Set<Thread> held = new HashSet<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(named("faulty-grpc-"));
  private final EventLoopGroup network = new NioEventLoopGroup(1, named("faulty-grpc-network-"));
  private final Server server;
  private boolean closing;

  /**
   * Starts it, with the statuses of {@link #refusal}.
   *
   * @param script what goes wrong
   * @param calls what a method asks for, by its full name: {@code acme.Jobs/Submit}
   * @param services what the platform is
   */
  public FaultyGrpc(
      FaultScript script, Function<String, Call> calls, List<ServerServiceDefinition> services)
      throws IOException {
    this(script, calls, FaultyGrpc::refusal, services);
  }

  /**
   * Starts it.
   *
   * @param refusals the platform's own words for a call that it refuses, see {@link #refusal}
   */
  public FaultyGrpc(
      FaultScript script,
      Function<String, Call> calls,
      Function<Fault, Status> refusals,
      List<ServerServiceDefinition> services)
      throws IOException {
    this.script = script;
    this.calls = calls;
    this.refusals = refusals;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .bossEventLoopGroup(network)
            .workerEventLoopGroup(network)
            .channelType(NioServerSocketChannel.class)
            .executor(threads)
            .addServices(services)
            .intercept(new Interceptor())
            .build()
            .start();
  }

  /**
   * A call as it came.
   *
   * @param method its full name: {@code acme.Jobs/Submit}
   * @param headers those that are text; of a name that came twice the last
   * @param message its request as text; empty where the call was lost before
   */
  public record Seen(String method, Map<String, String> headers, String message) {
    public Seen {
      headers = Map.copyOf(headers);
    }
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * What the answer of the call at hand plays: {@link Fault#EMPTY_LIST} or {@link
   * Fault#UNKNOWN_STATE}. For services, on the thread that gRPC calls them on.
   */
  public static Optional<Fault> fault() {
    return Optional.ofNullable(FAULT.get());
  }

  /**
   * What a plain platform answers to a call that it refuses.
   *
   * @throws IllegalArgumentException for a fault without an answer
   */
  public static Status refusal(Fault fault) {
    return switch (fault) {
      case FAILED_AFTERWARDS -> Status.INTERNAL.withDescription("something went wrong");
      case THROTTLED, THROTTLED_FOR_A_SECOND ->
          Status.RESOURCE_EXHAUSTED.withDescription("too many requests");
      case UNAVAILABLE -> Status.UNAVAILABLE.withDescription("the service is not available");
      case EXPIRED -> Status.UNAUTHENTICATED.withDescription("the credentials have expired");
      case REFUSED -> Status.INVALID_ARGUMENT.withDescription("the request is not valid");
      case NO_CAPACITY -> Status.RESOURCE_EXHAUSTED.withDescription("the quota is used up");
      case NOT_FOUND -> Status.NOT_FOUND.withDescription("not found");
      case REQUEST_LOST, REPLY_LOST, EMPTY_LIST, UNKNOWN_STATE, CUT_REPLY, GARBAGE, HANG ->
          throw new IllegalArgumentException(fault + " is no answer.");
    };
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getPort();
  }

  /** Every call that came, in order, whatever has become of it. */
  public List<Seen> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  /**
   * Cuts every connection and ends every thread. A second call does nothing.
   *
   * @throws IllegalStateException when a service does not end within 10 seconds
   */
  @Override
  public void close() {
    if (server.isTerminated()) {
      return;
    }
    int port = server.getPort();
    synchronized (held) {
      closing = true;
      held.forEach(Thread::interrupt);
    }
    server.shutdownNow();
    try {
      // the threads last: the network's still give them work while connections are cut
      boolean ended = server.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
      threads.shutdownNow();
      ended &= threads.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        throw new IllegalStateException("A service of port " + port + " does not end.");
      }
    } catch (InterruptedException e) {
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * {@code google.rpc.Status} with a {@code RetryInfo} of one second, by hand: the kit has no
   * vendor's types. See google/rpc/status.proto and google/rpc/error_details.proto.
   */
  private static byte[] comeBackInASecond(Status status) {
    byte[] delay = {0x0a, 2, 0x08, 1};
    byte[] any = joined(field(1, RETRY_INFO.getBytes(StandardCharsets.UTF_8)), field(2, delay));
    String text = Optional.ofNullable(status.getDescription()).orElse("");
    return joined(
        new byte[] {0x08, (byte) status.getCode().value()},
        field(2, text.getBytes(StandardCharsets.UTF_8)),
        field(3, any));
  }

  /** A field whose length fits into one byte. */
  private static byte[] field(int number, byte[] content) {
    if (content.length > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("The description of a status is too long.");
    }
    return joined(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] each : parts) {
      length += each.length;
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] each : parts) {
      System.arraycopy(each, 0, whole, at, each.length);
      at += each.length;
    }
    return whole;
  }

  private static String text(Object message) {
    return message instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(message);
  }

  /** Plays the faults around the services. */
  private final class Interceptor implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String method = call.getMethodDescriptor().getFullMethodName();
      Optional<Fault> fault = script.take(calls.apply(method));
      Map<String, String> texts = texts(headers);
      if (fault.isPresent()) {
        switch (fault.get()) {
          case REQUEST_LOST -> {
            return refused(call, method, texts, Status.UNAVAILABLE.withDescription("io exception"));
          }
          case GARBAGE -> {
            // what a client makes of an answer that is no gRPC
            return refused(
                call,
                method,
                texts,
                Status.UNKNOWN.withDescription("invalid content-type: text/html"));
          }
          case THROTTLED,
              THROTTLED_FOR_A_SECOND,
              UNAVAILABLE,
              EXPIRED,
              REFUSED,
              NO_CAPACITY,
              NOT_FOUND -> {
            return refused(call, method, texts, refusals.apply(fault.get()), fault.get());
          }
          case REPLY_LOST, FAILED_AFTERWARDS, CUT_REPLY, HANG, EMPTY_LIST, UNKNOWN_STATE -> {}
        }
      }
      ServerCall<Q, A> played = fault.map(each -> playing(call, each)).orElse(call);
      Context context = Context.current().withValue(FAULT, fault.orElse(null));
      return new SimpleForwardingServerCallListener<>(
          Contexts.interceptCall(context, played, headers, next)) {
        @Override
        public void onMessage(Q message) {
          remember(method, texts, text(message));
          super.onMessage(message);
        }
      };
    }

    private <Q, A> ServerCall<Q, A> playing(ServerCall<Q, A> call, Fault fault) {
      return switch (fault) {
        case REPLY_LOST ->
            new Replaced<>(call, Status.UNAVAILABLE.withDescription("connection reset by peer"));
        case CUT_REPLY ->
            // what a client makes of a stream that is reset in the middle of a message
            new Replaced<>(call, Status.INTERNAL.withDescription("RST_STREAM closed stream"));
        case FAILED_AFTERWARDS -> new Replaced<>(call, refusals.apply(fault));
        case HANG -> new Held<>(call);
        default -> call;
      };
    }

    private <Q, A> ServerCall.Listener<Q> refused(
        ServerCall<Q, A> call, String method, Map<String, String> headers, Status status) {
      return refused(call, method, headers, status, Fault.UNAVAILABLE);
    }

    private <Q, A> ServerCall.Listener<Q> refused(
        ServerCall<Q, A> call,
        String method,
        Map<String, String> headers,
        Status status,
        Fault fault) {
      remember(method, headers, "");
      Metadata trailers = new Metadata();
      if (fault == Fault.THROTTLED_FOR_A_SECOND) {
        trailers.put(DETAILS, comeBackInASecond(status));
      }
      call.close(status, trailers);
      return new ServerCall.Listener<>() {};
    }

    private void remember(String method, Map<String, String> headers, String message) {
      synchronized (seen) {
        seen.add(new Seen(method, headers, message));
      }
    }

    private Map<String, String> texts(Metadata headers) {
      Map<String, String> texts = new TreeMap<>();
      for (String name : headers.keys()) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          texts.put(name, headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
        }
      }
      return texts;
    }
  }

  /** A call whose answer is lost, and another status comes in its place. */
  private static final class Replaced<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final Status status;

    Replaced(ServerCall<Q, A> call, Status status) {
      super(call);
      this.status = status;
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(A message) {}

    @Override
    public void close(Status own, Metadata trailers) {
      super.close(status, new Metadata());
    }
  }

  /** A call whose answer waits until the script is cleared. */
  private final class Held<Q, A> extends SimpleForwardingServerCall<Q, A> {
    Held(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      await();
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!status.isOk()) {
        await();
      }
      super.close(status, trailers);
    }

    private void await() {
      Thread current = Thread.currentThread();
      synchronized (held) {
        if (closing) {
          return;
        }
        held.add(current);
      }
      try {
        script.awaitClear();
      } catch (InterruptedException e) {
        // closing: the connection is cut
      } finally {
        synchronized (held) {
          held.remove(current);
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * S3 on 127.0.0.1 and a free port: s3proxy, a server of S3's protocol, as a process of its own,
 * which keeps each bucket as a folder of this disk. Thread-safe.
 */
public final class LoopbackS3 implements AutoCloseable {
  /** Who may ask. */
  public static final String KEY_ID = "test";

  /** What they sign with; it opens nothing else. */
  public static final String KEY = "testsecret";

  private static final long START_SECONDS = 60;
  private static final long END_SECONDS = 60;
  private static final int LOOK_MILLIS = 50;

  private final Path buckets;
  private final Process process;
  private final URI address;

  private LoopbackS3(Path buckets, Process process, URI address) {
    this.buckets = buckets;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @param jar s3proxy's, with everything that it needs
   * @param folder an empty one, for its buckets, settings and output
   * @throws IOException when it does not start; the message has what it has printed
   * @throws InterruptedException when this thread is interrupted; nothing is left
   */
  public static LoopbackS3 start(Path jar, Path folder) throws IOException, InterruptedException {
    Path buckets = Files.createDirectories(folder.resolve("buckets"));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path conf =
        Files.writeString(
            folder.resolve("s3proxy.conf"),
            """
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            s3proxy.endpoint=http://127.0.0.1:%d
            jclouds.provider=filesystem-nio2
            jclouds.identity=any
            jclouds.credential=any
            jclouds.filesystem.basedir=%s
            """
                .formatted(KEY_ID, KEY, port, buckets));
    Path printed = folder.resolve("s3proxy.out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                jar.toString(),
                "--properties",
                conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    LoopbackS3 s3 = new LoopbackS3(buckets, process, URI.create("http://127.0.0.1:" + port));
    try {
      s3.awaitAnswer(printed);
      return s3;
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private void awaitAnswer(Path printed) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers()) {
      if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IOException("s3proxy has not started: " + Files.readString(printed));
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it is: {@code http://127.0.0.1:PORT}, as a client's endpoint. */
  public URI address() {
    return address;
  }

  /** Makes a bucket, where it is missing, and gives the folder that its objects are files of. */
  public Path bucket(String name) throws IOException {
    return Files.createDirectories(buckets.resolve(name));
  }

  /** Ends the process; a second call does nothing. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

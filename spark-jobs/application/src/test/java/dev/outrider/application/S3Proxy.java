// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** S3 on loopback: a process of its own, which keeps each bucket as a folder of the local disk. */
public final class S3Proxy implements AutoCloseable {

  private static final String KEY = "test";
  private static final String SECRET = "testsecret";

  private final Path buckets;
  private final Process process;
  private final URI endpoint;
  private final URLClassLoader s3a;

  private S3Proxy(Path buckets, Process process, URI endpoint, URLClassLoader s3a) {
    this.buckets = buckets;
    this.process = process;
    this.endpoint = endpoint;
    this.s3a = s3a;
  }

  /**
   * @param folder an empty folder
   */
  public static S3Proxy start(Path folder) throws IOException {
    Path buckets = Files.createDirectories(folder.resolve("buckets"));
    List<URL> jars = new ArrayList<>();
    for (Path jar : jars()) {
      jars.add(jar.toUri().toURL());
    }
    URLClassLoader s3a =
        new URLClassLoader(jars.toArray(URL[]::new), S3Proxy.class.getClassLoader());
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
                .formatted(KEY, SECRET, port, buckets));
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-jar",
                SparkSubmit.builtHome().resolveSibling("s3proxy/s3proxy.jar").toString(),
                "--properties",
                conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.out").toFile())
            .start();
    S3Proxy proxy = new S3Proxy(buckets, process, URI.create("http://127.0.0.1:" + port), s3a);
    await("s3proxy on port " + port)
        .atMost(Duration.ofSeconds(60))
        .until(() -> !process.isAlive() || proxy.answers());
    if (!process.isAlive()) {
      throw new IOException("s3proxy ended: " + Files.readString(folder.resolve("s3proxy.out")));
    }
    return proxy;
  }

  private boolean answers() {
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes a bucket, and gives the folder where its objects are files. */
  public Path bucket(String name) throws IOException {
    return Files.createDirectories(buckets.resolve(name));
  }

  /** What Hadoop needs to know to read and write it as {@code s3://}. */
  public Map<String, String> hadoop() {
    return Map.of(
        "fs.s3.impl",
        "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "fs.s3a.endpoint",
        endpoint.toString(),
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.connection.ssl.enabled",
        "false",
        "fs.s3a.access.key",
        KEY,
        "fs.s3a.secret.key",
        SECRET);
  }

  /**
   * For clients in this process, which has no S3A on its class path: its classes are loaded once,
   * for they keep statistics in Hadoop's own.
   */
  public Configuration client() {
    Configuration configuration = new Configuration();
    configuration.setClassLoader(s3a);
    hadoop().forEach(configuration::set);
    return configuration;
  }

  /** The jars of S3A that the build laid out beside the Spark home. */
  public static List<Path> jars() throws IOException {
    try (Stream<Path> jars = Files.list(SparkSubmit.builtHome().resolveSibling("s3a"))) {
      return jars.sorted().toList();
    }
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}

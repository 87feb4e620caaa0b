// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of an object store's faults. */
class HadoopStoreTest {

  private static final URI CLAIM = URI.create("s3://acme/runs/claim.json");
  private static final byte[] OURS = "ours".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void aFileThatIsThereIsNotCreated() throws IOException {
    assertThat(store("none").createIfAbsent(CLAIM, OURS)).isTrue();
    assertThat(store("none").createIfAbsent(CLAIM, "theirs".getBytes(UTF_8))).isFalse();
    assertThat(folder.resolve("runs/claim.json")).hasContent("ours");
  }

  @Test
  void aClaimWhoseAnswerWasLostIsHeldByWhoeverWroteIt() throws IOException {
    assertThat(store("answer lost").createIfAbsent(CLAIM, OURS)).isTrue();
  }

  @Test
  void aRaceThatIsLostInAnotherWordIsLost() throws IOException {
    assertThat(store("another was quicker").createIfAbsent(CLAIM, OURS)).isFalse();
    assertThat(folder.resolve("runs/claim.json")).hasContent("theirs");
  }

  @Test
  void aWriteThatFailsHalfwayShowsNothing() {
    assertThatThrownBy(() -> store("disk full").write(CLAIM, OURS))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThatThrownBy(() -> store("disk full").createIfAbsent(CLAIM, OURS))
        .hasMessage("disk full");

    assertThat(folder.resolve("runs/claim.json")).doesNotExist();
  }

  private HadoopStore store(String fault) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.s3.impl", FaultyObjects.class.getName());
    configuration.set("fs.s3.impl.disable.cache", "true");
    configuration.set("test.folder", folder.toString());
    configuration.set("test.fault", fault);
    return new HadoopStore(configuration);
  }

  /** Objects that become visible when their stream is closed, as files below a folder. */
  public static final class FaultyObjects extends RawLocalFileSystem {

    @Override
    public URI getUri() {
      return URI.create("s3://acme");
    }

    @Override
    public File pathToFile(org.apache.hadoop.fs.Path path) {
      return new File(getConf().get("test.folder") + path.toUri().getPath());
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      Path file = pathToFile(path).toPath();
      if (!overwrite && Files.exists(file)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      return new FSDataOutputStream(new ObjectStream(file, getConf().get("test.fault")), null);
    }
  }

  private static final class ObjectStream extends OutputStream {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Path file;
    private final String fault;

    ObjectStream(Path file, String fault) {
      this.file = file;
      this.fault = fault;
    }

    @Override
    public void write(int each) {
      content.write(each);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (fault.equals("disk full")) {
        content.write(bytes, from, 1);
        throw new IOException(fault);
      }
      content.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      boolean raced = fault.equals("another was quicker");
      Files.createDirectories(file.getParent());
      Files.write(file, raced ? "theirs".getBytes(UTF_8) : content.toByteArray());
      if (!fault.equals("none")) {
        throw new IOException(fault);
      }
    }
  }
}

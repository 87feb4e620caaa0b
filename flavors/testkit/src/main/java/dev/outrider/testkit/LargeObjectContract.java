// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link ArtifactStore} promises of an object that is larger than what a cloud takes in
 * one upload. It is written from a file that has almost no bytes on the disk; in the store of a
 * folder it has all of them, so that this takes 5 GiB of disk and up to a minute.
 */
@ExtendWith(ContractReport.class)
public abstract class LargeObjectContract {

  private static final int MARK = 16;

  /** Where the source lies. */
  @TempDir Path sources;

  /** Opens a store; it is closed after the test. */
  protected abstract ArtifactStore open() throws Exception;

  /** A folder with nothing in it when the test starts, ending in a slash. */
  protected abstract URI root();

  /** Bytes of the object, 100 or more; 5 GiB and 17 unless overridden: S3 takes 5 GiB at once. */
  protected long size() {
    return (5L << 30) + 17;
  }

  @Test
  void anObjectLargerThanOneUploadIsWholeAndReadFromAnyPlace() throws Exception {
    URI object = root().resolve("large");
    // the start, what an int holds, what an unsigned one does, the border of one upload, the end
    List<Long> places =
        List.of(0L, size() / 5 * 2 - 8, size() / 5 * 4 - 8, size() - 17 - 8, size() - MARK);
    Random random = new Random(size());
    byte[] marks = new byte[MARK * places.size()];
    random.nextBytes(marks);
    Path source = sources.resolve("source");
    try (FileChannel file =
        FileChannel.open(
            source,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      for (int i = 0; i < places.size(); i++) {
        file.write(ByteBuffer.wrap(marks, i * MARK, MARK), places.get(i));
      }
    }
    byte[][] expected = new byte[places.size()][];
    try (FileChannel file = FileChannel.open(source)) {
      for (int i = 0; i < expected.length; i++) {
        ByteBuffer there = ByteBuffer.allocate(MARK);
        file.read(there, places.get(i));
        expected[i] = there.array();
      }
    }

    try (ArtifactStore store = open()) {
      store.put(object, source);

      Optional<StoredObject> stored = store.head(object);
      assertThat(stored.orElseThrow().bytes()).isEqualTo(size());
      assertThat(store.list(root(), Optional.empty(), 10).objects())
          .containsExactly(stored.orElseThrow());
      for (int i = 0; i < expected.length; i++) {
        assertThat(bytes(store, object, places.get(i)))
            .as("bytes from %s on", places.get(i))
            .isEqualTo(expected[i]);
      }
      store.delete(List.of(object));
      assertThat(store.head(object)).isEmpty();
    }
  }

  private static byte[] bytes(ArtifactStore store, URI object, long from) throws IOException {
    try (InputStream in = store.get(object, from)) {
      return in.readNBytes(MARK);
    }
  }
}

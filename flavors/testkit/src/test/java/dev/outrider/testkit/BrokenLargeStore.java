// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Stores that break what is larger than one upload. */
enum BrokenLargeStore implements BrokenVariant {
  LOSES_WHAT_DOES_NOT_FIT_INTO_ONE_UPLOAD {
    @Override
    byte[] kept(byte[] content) {
      return Arrays.copyOf(content, ONE_UPLOAD);
    }
  },
  BEGINS_WITH_THE_LAST_PART {
    @Override
    byte[] kept(byte[] content) {
      byte[] turned = content.clone();
      System.arraycopy(content, ONE_UPLOAD, turned, 0, content.length - ONE_UPLOAD);
      System.arraycopy(content, 0, turned, content.length - ONE_UPLOAD, ONE_UPLOAD);
      return turned;
    }
  },
  LEAVES_HOLES {
    @Override
    byte[] kept(byte[] content) {
      byte[] holes = content.clone();
      Arrays.fill(holes, content.length / 5 * 2, content.length / 5 * 3, (byte) 0);
      return holes;
    }
  },
  COUNTS_POSITIONS_IN_ONE_UPLOAD {
    @Override
    long position(long from) {
      return from % ONE_UPLOAD;
    }
  };

  /** What these stores take at once. */
  static final int ONE_UPLOAD = 5 << 14;

  @Override
  public List<String> caughtBy() {
    return List.of("anObjectLargerThanOneUploadIsWholeAndReadFromAnyPlace");
  }

  byte[] kept(byte[] content) {
    return content;
  }

  long position(long from) {
    return from;
  }

  ArtifactStore open(Memory memory) {
    return new MemoryStore(memory) {
      @Override
      byte[] read(URI object, Path content) throws IOException {
        return kept(super.read(object, content));
      }

      @Override
      public InputStream get(URI object, long from) throws IOException {
        return super.get(object, position(from));
      }
    };
  }
}

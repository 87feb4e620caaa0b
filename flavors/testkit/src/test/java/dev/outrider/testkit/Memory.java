// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The objects that all stores opened on it see. Its clock goes on by a millisecond a write. */
final class Memory {

  record Content(byte[] bytes, Instant modified, String etag) {}

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong writes = new AtomicLong();
  private final ConcurrentNavigableMap<String, Content> objects =
      new ConcurrentSkipListMap<>(
          (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));

  ConcurrentNavigableMap<String, Content> objects() {
    return objects;
  }

  void write(String name, byte[] bytes) {
    objects.put(name, content(bytes));
  }

  boolean create(String name, byte[] bytes) {
    return objects.putIfAbsent(name, content(bytes)) == null;
  }

  private Content content(byte[] bytes) {
    long write = writes.incrementAndGet();
    return new Content(bytes, START.plusMillis(write), "write-" + write);
  }
}

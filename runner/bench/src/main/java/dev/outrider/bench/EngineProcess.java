// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The process of one engine. A line {@code chain 40 FOLDER} or {@code fan 2000 FOLDER} on its input
 * is an order: it opens the engine with a new store in that folder, runs a few steps to begin with,
 * and prints what it took.
 */
final class EngineProcess {
  private static final int FIRST_CHAIN = 10;
  private static final int FIRST_FAN = 100;

  private EngineProcess() {}

  /** The contender, and the file that syncs are counted in. */
  public static void main(String[] arguments) throws Exception {
    Contender contender = Contender.valueOf(arguments[0]);
    MappedByteBuffer syncs;
    try (FileChannel file =
        FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      syncs = file.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      syncs.order(ByteOrder.nativeOrder());
    }
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ", 3);
      boolean chain = words[0].equals("chain");
      int steps = Integer.parseInt(words[1]);
      String answer;
      try (Engine engine = contender.open(Path.of(words[2]))) {
        engine.chain(FIRST_CHAIN).run();
        engine.fanOut(FIRST_FAN).run();
        long defining = System.nanoTime();
        Engine.Work work = chain ? engine.chain(steps) : engine.fanOut(steps);
        long before = syncs.getLong(0);
        long processor = processor();
        long begun = System.nanoTime();
        work.run();
        long ended = System.nanoTime();
        answer =
            String.format(
                Locale.ROOT,
                "%.6f %d %.6f %.6f%n",
                (ended - begun) / 1e9,
                syncs.getLong(0) - before,
                (begun - defining) / 1e9,
                (processor() - processor) / 1e9);
      }
      System.out.print(answer);
      System.out.flush();
    }
    // engines leave threads behind
    System.exit(0);
  }

  /** Nanoseconds that this process has had a processor for. */
  private static long processor() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.util.Locale;

/**
 * The names in an attempt's folder.
 *
 * <pre>
 * marks/&lt;attempt-key&gt;.beat | .done
 * &lt;step&gt;/&lt;attempt&gt;/order/order.json
 *                  context.json
 *                  claim.json
 *                  &lt;launch&gt;/events/000001.jsonl
 *                           logs/000001.log
 *                           outputs/&lt;name&gt;/
 *                           result.json
 * </pre>
 *
 * <p>Where a step runs alone ({@code --output out/}), {@code out/} is the launch's folder and holds
 * the claim too.
 */
public final class AttemptLayout {

  public static final String CONTEXT = "context.json";
  public static final String ORDER = "order/order.json";
  public static final String CLAIM = "claim.json";
  public static final String EVENTS = "events/";
  public static final String LOGS = "logs/";
  public static final String OUTPUTS = "outputs/";
  public static final String RESULT = "result.json";

  /** The file of a plain value inside of its output's folder. */
  public static final String VALUE = "value.json";

  private AttemptLayout() {}

  /**
   * Whether a file of an output counts for its size, its number of files and its checksum: all do
   * but Hadoop's own: the {@code .crc} files on a local disk, and the objects that stand for a
   * folder in a store that has none. S3A names these with a slash at the end, EMRFS with {@code
   * _$folder$}; Hadoop's own listings hide them, a store's own listing shows them.
   *
   * @param fileName the name of a file, or its whole path
   */
  public static boolean isCounted(String fileName) {
    return !fileName.endsWith(".crc") && !fileName.endsWith("/") && !fileName.endsWith("_$folder$");
  }

  /** The name of a numbered file: {@code 000001.log} for 1 and {@code .log}. */
  public static String numbered(long number, String extension) {
    return String.format(Locale.ROOT, "%06d%s", number, extension);
  }

  /** The name of the beat of an attempt. */
  public static String beat(String attemptKey) {
    return attemptKey + ".beat";
  }

  /** The name of the mark that says that an attempt's result is written. */
  public static String done(String attemptKey) {
    return attemptKey + ".done";
  }
}

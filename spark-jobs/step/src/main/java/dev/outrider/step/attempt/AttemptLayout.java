// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.util.Locale;

/**
 * The names in an attempt's folder.
 *
 * <pre>
 * marks/&lt;attempt-key&gt;.beat | .done
 * &lt;step&gt;/&lt;attempt&gt;/context.json
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
   * but Hadoop's own {@code .crc} files, which are there on a local disk only.
   */
  public static boolean isCounted(String fileName) {
    return !fileName.endsWith(".crc");
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

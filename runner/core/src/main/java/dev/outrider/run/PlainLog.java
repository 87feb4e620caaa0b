// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Keeps the lines of one plain step, from INFO on, until they are put into the store. */
final class PlainLog extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final transient InstantSource clock;
  private final transient ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final transient PrintStream lines = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  PlainLog(String step, InstantSource clock) {
    this.name = step;
    this.clock = clock;
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected synchronized void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    lines.println(String.format(Locale.ROOT, "%s %-5s %s", clock.instant(), level, message));
    if (thrown != null) {
      thrown.printStackTrace(lines);
    }
  }

  synchronized void stackTrace(Throwable thrown) {
    thrown.printStackTrace(lines);
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}

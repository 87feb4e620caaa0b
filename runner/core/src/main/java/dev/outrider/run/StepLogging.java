// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The slf4j provider of the command line: what a plain step and the libraries that it calls log,
 * from INFO on, goes to the step's {@code logs/} while it runs. A line belongs to the step whose
 * thread logs it, or to the step whose thread has started that thread, directly or not. A line of
 * the JDK's common pool belongs to the one plain step that runs; where several run, its step is
 * unknown, and it is dropped. Lines outside of plain steps are dropped: what a person should know
 * of Outrider is an error or a warning of its own.
 *
 * <p>The distribution registers it; {@code outrider-core} alone does not, so that in an embedding
 * program the program's own provider stays in charge. There, lines of plain steps go where the
 * program sends all its lines, with {@code run}, {@code step} and {@code attempt} in the logging
 * context (MDC) of the step's thread, and only {@code context.log()} writes to {@code logs/}. A
 * program without a provider of its own may choose this one: {@code
 * -Dslf4j.provider=dev.outrider.run.StepLogging}.
 *
 * <p>A provider on the class path of a user's project has no part in {@code outrider run}: slf4j
 * looks for one beside itself, and the project's classes see Outrider's slf4j. Thread-safe.
 */
public final class StepLogging implements SLF4JServiceProvider {
  private static final String REQUESTED_API = "2.0.99";

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new BasicMDCAdapter();
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

  /** Called by slf4j. */
  public StepLogging() {}

  @Override
  public void initialize() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> loggers.computeIfAbsent(name, LineLogger::new);
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  /** The newest slf4j that this works with: all of 2.0. */
  @Override
  public String getRequestedApiVersion() {
    return REQUESTED_API;
  }

  /** Hands each line to the step that logs it. */
  private static final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final String source;

    LineLogger(String name) {
      this.name = name;
      this.source = name.substring(name.lastIndexOf('.') + 1) + ": ";
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
      Optional<PlainLog> step = StepThreads.current();
      step.ifPresent(log -> log.add(level, source, pattern, arguments, thrown));
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
      return StepThreads.current().isPresent();
    }

    @Override
    public boolean isWarnEnabled() {
      return isInfoEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
      return isInfoEnabled();
    }
  }
}

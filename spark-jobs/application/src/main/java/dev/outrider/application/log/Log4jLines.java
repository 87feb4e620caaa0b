// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import dev.outrider.step.text.Masks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Copies what Log4j 2, the logging system of Spark since 3.3, lets through, and masks secrets in
 * what its other appenders write. Apart from the rest, so that a platform with another logging
 * system fails to load this class alone.
 */
final class Log4jLines extends AbstractAppender {

  /** Steps log below this name, from INFO on, whatever the platform's own level is. */
  private static final String STEPS = "outrider.step";

  private final LogBuffer buffer;
  private final Masks masks;
  private final LoggerContext context;
  private final BiConsumer<String, LoggedError> errors;
  private final List<Masked> masked = new ArrayList<>();

  private Log4jLines(
      LoggerContext context,
      LogBuffer buffer,
      Masks masks,
      BiConsumer<String, LoggedError> errors) {
    super(
        "outrider",
        null,
        PatternLayout.newBuilder()
            .withPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}{UTC} %p %c{1}: %m%n%ex")
            .withCharset(StandardCharsets.UTF_8)
            .build(),
        true,
        Property.EMPTY_ARRAY);
    this.context = context;
    this.buffer = buffer;
    this.masks = masks;
    this.errors = errors;
  }

  /**
   * @param errors gets what Spark and Hadoop log as errors, with the logger's name
   */
  static AutoCloseable attach(
      LogBuffer buffer, Masks masks, BiConsumer<String, LoggedError> errors) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Log4jLines lines = new Log4jLines(context, buffer, masks, errors);
    lines.start();
    Configuration configuration = context.getConfiguration();
    for (LoggerConfig logger : configuration.getLoggers().values()) {
      for (Appender each : logger.getAppenders().values()) {
        Masked masked = new Masked(logger, each, masks);
        masked.start();
        logger.removeAppender(each.getName());
        logger.addAppender(masked, null, null);
        lines.masked.add(masked);
      }
    }
    configuration.getRootLogger().addAppender(lines, null, null);
    LoggerConfig steps = configuration.getLoggerConfig(STEPS);
    if (!steps.getName().equals(STEPS)) {
      configuration.addLogger(STEPS, new LoggerConfig(STEPS, Level.INFO, true));
    }
    context.updateLoggers();
    return lines::detach;
  }

  @Override
  public void append(LogEvent event) {
    boolean platform = event.getLoggerName().matches("org\\.apache\\.(spark|hadoop)\\..*");
    if (platform && event.getLevel().isMoreSpecificThan(Level.ERROR)) {
      errors.accept(
          event.getLoggerName(),
          new LoggedError(
              event.getMessage().getFormattedMessage(), Optional.ofNullable(event.getThrown())));
    }
    buffer.add(masks.mask(new String(getLayout().toByteArray(event), StandardCharsets.UTF_8)));
  }

  private void detach() {
    context.getConfiguration().getRootLogger().removeAppender(getName());
    for (Masked each : masked) {
      each.logger.removeAppender(each.getName());
      each.logger.addAppender(each.original, null, null);
    }
    context.updateLoggers();
    stop();
  }

  /** Another appender of the platform, which gets the lines without secrets. */
  private static final class Masked extends AbstractAppender {
    private final LoggerConfig logger;
    private final Appender original;
    private final Masks masks;

    Masked(LoggerConfig logger, Appender original, Masks masks) {
      super("outrider-" + original.getName(), null, null, true, Property.EMPTY_ARRAY);
      this.logger = logger;
      this.original = original;
      this.masks = masks;
    }

    @Override
    public void append(LogEvent event) {
      original.append(masks.areNone() ? event : masked(event));
    }

    private LogEvent masked(LogEvent event) {
      StringWriter text = new StringWriter();
      text.append(event.getMessage().getFormattedMessage());
      boolean thrown = event.getThrown() != null;
      if (thrown) {
        text.append(System.lineSeparator());
        event.getThrown().printStackTrace(new PrintWriter(text, true));
      }
      String before = text.toString();
      String after = masks.mask(before);
      return after.equals(before)
          ? event
          : new Log4jLogEvent.Builder(event)
              .setMessage(new SimpleMessage(after))
              .setThrown(null)
              .build();
    }
  }
}

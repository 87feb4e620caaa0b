// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.nio.file.Path;
import java.util.Objects;

/** A plugin cannot be used. Its message names the jar, what is wrong with it, and what to do. */
public final class PluginException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient Path jar;
  private final String reason;

  PluginException(Path jar, String reason, Throwable cause) {
    super("plugin " + jar + " " + reason + ".", cause);
    this.jar = Objects.requireNonNull(jar, "jar");
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** The plugin jar. */
  public Path jar() {
    return jar;
  }

  /** What is wrong with it, and what to do, without its name and a full stop. */
  String reason() {
    return reason;
  }
}

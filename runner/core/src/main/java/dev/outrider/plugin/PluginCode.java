// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.nio.file.Path;

/**
 * The code of a plugin's flavor or artifact store. While it is called, its class loader is that of
 * the thread: SDKs look for their services and resources there.
 *
 * @param jar the plugin jar
 * @param user what of the plugin needs it: {@code flavor 'emr'}
 * @param loader has the plugin's classes
 */
record PluginCode(Path jar, String user, ClassLoader loader) {

  /** A call of the code, which ends when this is closed. */
  record Call(Thread thread, ClassLoader before) implements AutoCloseable {
    @Override
    public void close() {
      thread.setContextClassLoader(before);
    }
  }

  /** Begins a call of the code. */
  Call call() {
    Thread thread = Thread.currentThread();
    Call call = new Call(thread, thread.getContextClassLoader());
    thread.setContextClassLoader(loader);
    return call;
  }

  /** What is thrown where nothing may go on without the code. */
  PluginException refused(Throwable failure) {
    return new PluginException(jar, reason(failure), failure);
  }

  /** The sentence that a failure of the code's classes becomes, without a full stop. */
  String told(Throwable failure) {
    return "plugin " + jar + " " + reason(failure);
  }

  private String reason(Throwable failure) {
    String missing = missing(failure);
    if (!missing.isEmpty()) {
      return "lacks the class "
          + missing
          + ", which its "
          + user
          + " needs: take a whole copy of the plugin, or another version of it";
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "cannot be loaded for its "
        + user
        + " ("
        + root
        + "): take the version of the plugin that was made for this Outrider and this Java";
  }

  /** The class at the bottom of it; empty where none is missing. */
  private static String missing(Throwable failure) {
    String missing = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      boolean names =
          each instanceof NoClassDefFoundError || each instanceof ClassNotFoundException;
      String name = names && each.getMessage() != null ? each.getMessage() : "";
      if (!name.isEmpty() && !name.contains(" ")) {
        missing = name.replace('/', '.');
      }
    }
    return missing;
  }
}

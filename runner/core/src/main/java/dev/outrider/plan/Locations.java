// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.store.StoreLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Makes places absolute: what has no scheme is a file, below the working directory. */
final class Locations {

  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

  private static final Pattern DOTS = Pattern.compile("(^|/)[.]{1,2}(/|$)");

  private final Path workingDirectory;

  Locations(Path workingDirectory) {
    this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
  }

  /**
   * The place that a text names: a URI where it has a scheme, otherwise the path of a file, in
   * which spaces and every other character mean themselves.
   *
   * @throws IllegalArgumentException when it is neither; the message completes a sentence
   */
  URI uri(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    if (!SCHEME.matcher(text).matches()) {
      return fileUri(path(text));
    }
    try {
      return absolute(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URI: " + e.getMessage(), e);
    }
  }

  /** A URI made absolute. */
  URI absolute(URI uri) {
    if (uri.getScheme() == null) {
      return fileUri(path(uri.getPath() == null ? "" : uri.getPath()));
    }
    if (uri.getScheme().equalsIgnoreCase("file") && uri.isOpaque()) {
      return fileUri(path(uri.getSchemeSpecificPart()));
    }
    if (uri.getScheme().equalsIgnoreCase("file") && DOTS.matcher(uri.getPath()).find()) {
      return fileUri(path(uri.getPath()));
    }
    return uri;
  }

  /**
   * The file that a text names, absolute.
   *
   * @throws IllegalArgumentException when it is no path of a file; the message completes a sentence
   */
  Path path(String text) {
    try {
      return absolute(Path.of(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is no path: " + e.getReason(), e);
    }
  }

  /** A path made absolute. */
  Path absolute(Path path) {
    return workingDirectory.resolve(path).normalize();
  }

  /** A file's URI, the same whether the file is there or not, and a folder or not. */
  static URI fileUri(Path path) {
    try {
      return StoreLocation.of(path).uri();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no path that a URI can name: " + e.getMessage(), e);
    }
  }

  static boolean hasScheme(String text) {
    return SCHEME.matcher(text).matches();
  }
}

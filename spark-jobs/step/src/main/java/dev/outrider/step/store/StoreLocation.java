// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.store;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;

/**
 * A place in a store: an object, or a folder if it ends in a slash. Two locations are equal if and
 * only if they name the same place, however their URIs are spelled: {@code s3://b/k=v} and {@code
 * S3://b/%6b%3Dv} are one, {@code a//b} and {@code a/b} are two. Names with a part {@code .} or
 * {@code ..} are refused, so what lies in a folder never leaves it. Compare, resolve and relativize
 * locations, never URIs: a person, a plan and a store spell one place in different ways. Immutable.
 */
public final class StoreLocation {
  private static final String FILE = "file";

  /** Beside letters and digits what a path in a URI has unescaped: RFC 3986, pchar and slash. */
  private static final String PLAIN = "-._~!$&'()*+,;=:@/";

  private final String scheme;
  private final String authority;
  private final String key;

  private StoreLocation(String scheme, String authority, String key) {
    this.scheme = scheme;
    this.authority = authority;
    this.key = key;
    for (String part : key.split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "'" + this + "' must not have '.' or '..' as a part of its path.");
      }
    }
  }

  /**
   * The place that a URI names.
   *
   * @throws IllegalArgumentException when the URI has no scheme or no absolute path, has a query or
   *     a fragment, has escapes that are not UTF-8, or has a part {@code .} or {@code ..}
   */
  public static StoreLocation of(URI uri) {
    if (uri.getScheme() == null || uri.isOpaque()) {
      throw new IllegalArgumentException(
          "'" + uri + "' is not a full URI, such as s3://BUCKET/KEY or file:///FOLDER/FILE.");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "'"
              + uri
              + "' has a query or a fragment, which objects do not have. In a name write '?' as"
              + " %3F and '#' as %23.");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String path = decoded(uri.getRawPath());
    return new StoreLocation(
        uri.getScheme().toLowerCase(Locale.ROOT),
        authority,
        path.isEmpty() ? "" : path.substring(1));
  }

  /**
   * A file or folder of this machine; without a slash at the end, whether it is a folder or not.
   *
   * @throws IllegalArgumentException when its name is not UTF-8, or it is not normalized
   */
  public static StoreLocation of(Path file) {
    // not by toString, which replaces bytes that are not of the locale's encoding
    String path = decoded(file.toUri().getRawPath());
    boolean isRoot = path.equals("/");
    return new StoreLocation(
        FILE,
        "",
        path.substring(1, path.endsWith("/") && !isRoot ? path.length() - 1 : path.length()));
  }

  /**
   * The last part of a file's name. Use it instead of {@link Path#toString}, which replaces bytes
   * that are not of the locale's encoding.
   *
   * @throws IllegalArgumentException when the name is not UTF-8; the message shows its bytes
   */
  public static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.chars().allMatch(each -> each < 0x80 && each != '?')) {
      return name;
    }
    String path = file.toUri().getRawPath();
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return decoded(path.substring(path.lastIndexOf('/') + 1));
  }

  /** In lower case. */
  public String scheme() {
    return scheme;
  }

  /** The bucket, container or host, as it is written in a URI; empty if there is none. */
  public String authority() {
    return authority;
  }

  /**
   * The name in the store: the path without its first slash, nothing escaped. Empty for the root.
   */
  public String key() {
    return key;
  }

  /** Whether it is on a disk of this machine. */
  public boolean isFile() {
    return scheme.equals(FILE) && authority.isEmpty();
  }

  /** Whether it ends in a slash, or is the root. */
  public boolean isFolder() {
    return key.isEmpty() || key.endsWith("/");
  }

  /** The last part of the name, without a slash; empty for the root. */
  public String name() {
    String path = isFolder() && !key.isEmpty() ? key.substring(0, key.length() - 1) : key;
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The folder of this name: the location itself if it ends in a slash. */
  public StoreLocation folder() {
    return isFolder() ? this : new StoreLocation(scheme, authority, key + "/");
  }

  /**
   * What lies in this folder under a name.
   *
   * @param relative the name from here, in which every character means itself; it may have slashes
   * @throws IllegalStateException when this is not a folder
   * @throws IllegalArgumentException when the name is empty or has a part {@code .} or {@code ..}
   */
  public StoreLocation resolve(String relative) {
    checkFolder();
    if (relative.isEmpty()) {
      throw new IllegalArgumentException("A name in '" + this + "' must not be empty.");
    }
    encoded(relative);
    return new StoreLocation(scheme, authority, key + relative);
  }

  /** Whether another location lies in this folder, in any depth; a folder is not in itself. */
  public boolean contains(StoreLocation other) {
    return isFolder()
        && scheme.equals(other.scheme)
        && authority.equals(other.authority)
        && other.key.length() > key.length()
        && other.key.startsWith(key);
  }

  /**
   * The name of another location from this folder on, which {@link #resolve} takes.
   *
   * @throws IllegalStateException when this is not a folder
   * @throws IllegalArgumentException when the other does not lie in it
   */
  public String relativize(StoreLocation other) {
    checkFolder();
    if (!contains(other)) {
      throw new IllegalArgumentException("'" + other + "' does not lie in '" + this + "'.");
    }
    return other.key.substring(key.length());
  }

  private void checkFolder() {
    if (!isFolder()) {
      throw new IllegalStateException(
          "'" + this + "' is not a folder: it does not end in a slash.");
    }
  }

  /**
   * The file or folder of this machine.
   *
   * @throws IllegalArgumentException when it is not on a disk of this machine, or when a disk takes
   *     its name for another: it has an empty part, as {@code a//b} has
   */
  public Path file() {
    if (!isFile()) {
      throw new IllegalArgumentException("'" + this + "' is not a file: URI of this machine.");
    }
    checkParts();
    return Paths.get(uri());
  }

  /**
   * Refuses a name with an empty part, for what takes {@code a//b} for {@code a/b}: disks, Hadoop.
   *
   * @throws IllegalArgumentException when it has one
   */
  public void checkParts() {
    if (key.startsWith("/") || key.contains("//")) {
      throw new IllegalArgumentException(
          "'" + this + "' must not have '//' in its path: disks and Hadoop take it for '/'.");
    }
  }

  /**
   * The file in a folder of this machine that something from a store is copied to.
   *
   * @param folder absolute
   * @param relative its name from the folder on, as {@link #relativize} gives it
   * @throws IllegalArgumentException when that is not a file in the folder
   */
  public static Path fileIn(Path folder, String relative) {
    StoreLocation file = of(folder).folder().resolve(relative);
    if (file.isFolder()) {
      throw new IllegalArgumentException("'" + file + "' cannot be a file: it ends in a slash.");
    }
    return file.file();
  }

  /** In ASCII, and the same for every spelling. */
  public URI uri() {
    return URI.create(toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreLocation && other.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Its URI. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme).append("://").append(authority).append('/');
    for (byte each : encoded(key)) {
      char sign = (char) (each & 0xff);
      boolean isAlphanumeric =
          sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z' || sign >= '0' && sign <= '9';
      if (isAlphanumeric || PLAIN.indexOf(sign) >= 0) {
        text.append(sign);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02X", (int) sign));
      }
    }
    return text.toString();
  }

  /** By hand: {@link URI#getPath} replaces what is not UTF-8, so that two names become one. */
  private static String decoded(String rawPath) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < rawPath.length(); at++) {
      if (rawPath.charAt(at) == '%') {
        bytes.write(Integer.parseInt(rawPath.substring(at + 1, at + 3), 16));
        at += 2;
      } else {
        int end = rawPath.indexOf('%', at);
        byte[] plain = encoded(rawPath.substring(at, end < 0 ? rawPath.length() : end));
        bytes.write(plain, 0, plain.length);
        at = end < 0 ? rawPath.length() : end - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "'" + shown(bytes.toByteArray()) + "' is not UTF-8, in which all names must be.", e);
    }
  }

  /** With every byte that is not ASCII as {@code \xff}. */
  private static String shown(byte[] name) {
    StringBuilder shown = new StringBuilder();
    for (byte each : name) {
      shown.append(each >= 0 ? "" + (char) each : String.format(Locale.ROOT, "\\x%02x", each));
    }
    return shown.toString();
  }

  private static byte[] encoded(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      return encoded;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "A name has half a surrogate pair, which UTF-8 cannot write.", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.Setting;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of artifact store is. It is written into the plugin's descriptor when the plugin is
 * built, and read from there: settings are checked without a class of the store. Immutable.
 *
 * @param schemes the schemes of the URIs that it keeps objects at, {@code s3}: at least one; each
 *     {@code [a-z][a-z0-9+.-]+} and not {@code file}, which is built in
 * @param integration the family that it belongs to: {@code aws}
 * @param notes what a person should know who looks for a store; may be empty
 * @param settings its settings, in the order in which they are shown
 * @param hadoop what a Spark home needs to reach it; empty where that is not known
 */
public record ArtifactStoreInfo(
    Set<String> schemes,
    String integration,
    String notes,
    List<Setting> settings,
    Optional<HadoopAccess> hadoop) {

  /** The scheme of the store that is built in. */
  public static final String BUILT_IN = "file";

  /**
   * @throws IllegalArgumentException when there is no scheme, or one is malformed or built in
   */
  public ArtifactStoreInfo {
    schemes = Set.copyOf(schemes);
    Objects.requireNonNull(integration, "integration");
    Objects.requireNonNull(notes, "notes");
    settings = List.copyOf(settings);
    Objects.requireNonNull(hadoop, "hadoop");
    if (schemes.isEmpty()) {
      throw new IllegalArgumentException("An artifact store needs a scheme, for example s3.");
    }
    for (String scheme : schemes) {
      if (!isScheme(scheme)) {
        throw new IllegalArgumentException(
            "'"
                + scheme
                + "' is no scheme of an artifact store: lower-case letters, digits, +, . and -, a"
                + " letter first, at least 2, and not "
                + BUILT_IN
                + ", which is built in.");
      }
    }
  }

  /** One of which it is not known what a Spark home needs. */
  public ArtifactStoreInfo(
      Set<String> schemes, String integration, String notes, List<Setting> settings) {
    this(schemes, integration, notes, settings, Optional.empty());
  }

  /** The same, with what a Spark home needs. */
  public ArtifactStoreInfo reachedBy(HadoopAccess access) {
    return new ArtifactStoreInfo(schemes, integration, notes, settings, Optional.of(access));
  }

  /** Whether a text is a scheme that an artifact store may have. */
  public static boolean isScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean isLetter = each >= 'a' && each <= 'z';
      if (!isLetter && (i == 0 || "0123456789+.-".indexOf(each) < 0)) {
        return false;
      }
    }
    return text.length() > 1 && !text.equals(BUILT_IN);
  }
}

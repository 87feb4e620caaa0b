// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Objects;

/**
 * What a user, a role or a service must be allowed to do, in the platform's own form, for a person
 * to put in place.
 *
 * @param title who it is for, one of {@link #TITLES}
 * @param text the policy or the list of roles, as the platform takes it; several lines
 * @param commands the command lines of the platform's own tool that put it in place, each a line
 *     for a shell, without a secret; may be empty
 */
public record AccessPolicy(String title, String text, List<String> commands) {
  /** Who must be allowed something, on every platform, in the order in which it is printed. */
  public static final List<String> TITLES =
      List.of(
          "whoever runs Outrider",
          "the jobs",
          "the platform's own service agents",
          "whoever makes clusters");

  public AccessPolicy {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(text, "text");
    commands = List.copyOf(commands);
    if (!TITLES.contains(title)) {
      throw new IllegalArgumentException(
          "'" + title + "' is not one of those who are allowed something: " + TITLES);
    }
  }
}

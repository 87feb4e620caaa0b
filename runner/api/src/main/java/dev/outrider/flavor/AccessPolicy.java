// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;

/**
 * What somebody must be allowed to do, in the platform's own form, for a person to put in place.
 *
 * @param title who it is for, in a line: {@code whoever runs Outrider}
 * @param json the policy, as the platform takes it; several lines
 */
public record AccessPolicy(String title, String json) {
  public AccessPolicy {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(json, "json");
  }
}

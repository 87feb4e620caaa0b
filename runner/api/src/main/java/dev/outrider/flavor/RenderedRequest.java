// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Objects;

/**
 * The exact request that a submission becomes, for people and for its hash. No secret is in it.
 *
 * @param title one line that says what is asked of whom
 * @param body the request as the platform gets it: JSON, or a command line, one argument a line
 * @param notes what a person should know of it, for example which Spark is used; may be empty
 */
public record RenderedRequest(String title, String body, List<String> notes) {
  public RenderedRequest {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(body, "body");
    notes = List.copyOf(notes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Names a platform's job. Small, free of secrets, and kept in the run store: a newer version of the
 * flavor must read what an older one has written.
 *
 * @param flavor the flavor that wrote it
 * @param version of its form, counted by the flavor from 1
 * @param job what names the job, for example {@code {"cluster":"j-2AX","step":"s-3B"}}
 * @param page where a person sees the job in a browser, after signing in to the platform; empty
 *     where there is no such page. The operator reads nothing out of it.
 */
public record JobHandle(String flavor, int version, JsonText job, Optional<URI> page) {

  /**
   * @throws IllegalArgumentException when the page is no address of {@code http} or {@code https},
   *     or has a user in it, for it is shown to everybody
   */
  public JobHandle {
    Objects.requireNonNull(flavor, "flavor");
    Objects.requireNonNull(job, "job");
    if (page.isPresent() && !isShown(page.get())) {
      throw new IllegalArgumentException(
          "The page of job "
              + job.text()
              + " must be an address of http or https, without a user, and has the scheme '"
              + page.get().getScheme()
              + "'.");
    }
  }

  /** One without a page. */
  public JobHandle(String flavor, int version, JsonText job) {
    this(flavor, version, job, Optional.empty());
  }

  /** The same job with a page. */
  public JobHandle withPage(URI page) {
    return new JobHandle(flavor, version, job, Optional.of(page));
  }

  private static boolean isShown(URI page) {
    return ("https".equals(page.getScheme()) || "http".equals(page.getScheme()))
        && page.getHost() != null
        && page.getRawUserInfo() == null;
  }
}

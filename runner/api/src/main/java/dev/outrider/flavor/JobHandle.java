// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a platform's job. Small, free of secrets, and kept in the run store: a newer version of the
 * flavor must read what an older one has written.
 *
 * <p>Its pages are those of the platform's console, for a person who is signed in there; the
 * operator reads nothing out of them. Every reader of a run sees them. An address is therefore left
 * out unless it is of {@code http} or {@code https}, names a host, and carries neither a user nor a
 * signature or token. This is never an error: a job that exists must not be lost for its page.
 *
 * @param flavor the flavor that wrote it
 * @param version of its form, counted by the flavor from 1
 * @param job what names the job, for example {@code {"cluster":"j-2AX","step":"s-3B"}}
 * @param page the job's own page
 * @param clusterPage the page of the cluster that runs the job
 * @param applicationPage the page of the application that the job belongs to
 * @param logPage the page of the job's log
 */
public record JobHandle(
    String flavor,
    int version,
    JsonText job,
    Optional<URI> page,
    Optional<URI> clusterPage,
    Optional<URI> applicationPage,
    Optional<URI> logPage) {
  private static final Pattern ACCESS =
      Pattern.compile("(?i)(signature|token|credential|[?&;]sig=|[?&;]code=)");

  /** Leaves out the pages that must not be shown. */
  public JobHandle {
    Objects.requireNonNull(flavor, "flavor");
    Objects.requireNonNull(job, "job");
    page = page.filter(JobHandle::isShown);
    clusterPage = clusterPage.filter(JobHandle::isShown);
    applicationPage = applicationPage.filter(JobHandle::isShown);
    logPage = logPage.filter(JobHandle::isShown);
  }

  /** A handle without pages. */
  public JobHandle(String flavor, int version, JsonText job) {
    this(
        flavor,
        version,
        job,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The same job with these pages.
   *
   * @param page the job's own
   */
  public JobHandle withPages(
      Optional<URI> page,
      Optional<URI> clusterPage,
      Optional<URI> applicationPage,
      Optional<URI> logPage) {
    return new JobHandle(flavor, version, job, page, clusterPage, applicationPage, logPage);
  }

  /** The pages that exist by the name of their subject: job, cluster, application, log. */
  public Map<String, URI> pages() {
    Map<String, URI> pages = new LinkedHashMap<>();
    page.ifPresent(address -> pages.put("job", address));
    clusterPage.ifPresent(address -> pages.put("cluster", address));
    applicationPage.ifPresent(address -> pages.put("application", address));
    logPage.ifPresent(address -> pages.put("log", address));
    return pages;
  }

  private static boolean isShown(URI page) {
    return ("https".equals(page.getScheme()) || "http".equals(page.getScheme()))
        && page.getHost() != null
        && page.getRawUserInfo() == null
        && !ACCESS.matcher(page.toString()).find();
  }
}

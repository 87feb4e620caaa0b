// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.Finding;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.aws.AwsUnasked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Clusters that are made for runs, none of which is there yet: what their settings say. Nobody is
 * asked.
 *
 * @param settings what the clusters are like
 * @param release what they run Spark with
 */
record TransientCheck(TransientSettings settings, Release release, AwsUnasked unasked) {

  /** The release's platform. */
  @FunctionalInterface
  interface Release {

    /**
     * @throws IOException when it cannot be used, with what to set
     */
    Platform platform() throws IOException;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.passed(
            ClusterCheck.SUBJECT,
            ("One is made for each run: %s workers of %s, %s, %s steps at once; the run's"
                    + " end takes it down.")
                .formatted(
                    settings.workers(),
                    String.join(" or ", settings.workerTypes()),
                    settings.market().id(),
                    settings.stepConcurrency())));
    try {
      Platform platform = release.platform();
      findings.add(
          Finding.passed(
              ClusterCheck.RELEASE,
              "%s: Spark %s, Java %s, by a table of %s."
                  .formatted(
                      settings.releaseLabel(),
                      platform.sparkLine(),
                      platform.java(),
                      EmrReleases.AS_OF)));
    } catch (IOException e) {
      findings.add(Finding.failed(ClusterCheck.RELEASE, e.getMessage()));
    }
    findings.add(
        Finding.notSeen(
            ClusterCheck.RIGHTS,
            ("Whether there are the instance profile %s and the role %s, and what they"
                    + " allow, is not asked for. Hold it against what %s prints.")
                .formatted(
                    settings.instanceProfile(), settings.serviceRole(), unasked.policies())));
    findings.add(
        settings
            .logUri()
            .map(uri -> Finding.passed(ClusterCheck.LOGS, "The clusters keep them at " + uri + "."))
            .orElseGet(
                () ->
                    Finding.notSeen(
                        ClusterCheck.LOGS,
                        ("The clusters keep none: of a job that never started nothing can be"
                                + " shown. Set %s.")
                            .formatted(unasked.setting(EmrSettings.LOG_URI.name())))));
    return findings;
  }
}

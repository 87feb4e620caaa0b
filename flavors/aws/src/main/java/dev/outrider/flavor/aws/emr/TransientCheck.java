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
            "One is made for each run: "
                + settings.workers()
                + " workers of "
                + String.join(" or ", settings.workerTypes())
                + ", "
                + settings.market().id()
                + ", "
                + settings.stepConcurrency()
                + " steps at once; the run's end takes it down."));
    try {
      Platform platform = release.platform();
      findings.add(
          Finding.passed(
              ClusterCheck.RELEASE,
              settings.releaseLabel()
                  + ": Spark "
                  + platform.sparkLine()
                  + ", Java "
                  + platform.java()
                  + ", by a table of "
                  + EmrReleases.AS_OF
                  + "."));
    } catch (IOException e) {
      findings.add(Finding.failed(ClusterCheck.RELEASE, e.getMessage()));
    }
    findings.add(
        Finding.notSeen(
            ClusterCheck.ROLES,
            "Whether there are the instance profile "
                + settings.instanceProfile()
                + " and the role "
                + settings.serviceRole()
                + ", and what they allow, is not asked for. Hold it against what "
                + unasked.policies()
                + " prints."));
    findings.add(
        settings
            .logUri()
            .map(uri -> Finding.passed(ClusterCheck.LOGS, "The clusters keep them at " + uri + "."))
            .orElseGet(
                () ->
                    Finding.notSeen(
                        ClusterCheck.LOGS,
                        "The clusters keep none: of a job that never started nothing can be shown."
                            + " Set "
                            + unasked.setting(EmrSettings.LOG_URI.name())
                            + ".")));
    return findings;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.follow.Pages;
import dev.outrider.flavor.base.follow.StoredLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The logs that a cluster puts into S3, some minutes after a step's end: {@code
 * LOG-URI/CLUSTER/steps/STEP/} has what {@code spark-submit} has printed, {@code
 * LOG-URI/CLUSTER/containers/APPLICATION/} what a driver in a container has: "View log files", EMR
 * Management Guide. Thread-safe.
 */
final class ClusterLogs {
  /**
   * The order in which they are shown; the container's is found by what is in the first of them.
   */
  private static final List<String> OF_STEP = List.of("controller.gz", "stderr.gz", "stdout.gz");

  private static final Pattern APPLICATION = Pattern.compile("\\bapplication_\\d+_\\d+\\b");

  private final EmrCalls emr;
  private final S3Client s3;
  private final Optional<String> set;
  private final Map<String, Optional<String>> places = new ConcurrentHashMap<>();

  /**
   * @param emr is asked where a cluster has its logs
   * @param s3 not closed here
   * @param set where they are; empty to ask the cluster
   */
  ClusterLogs(EmrCalls emr, S3Client s3, Optional<String> set) {
    this.emr = emr;
    this.s3 = s3;
    this.set = set;
  }

  /**
   * Some lines of a step's log.
   *
   * @return empty where none are there yet, or the cluster keeps none
   * @throws IOException when they could not be read
   */
  LogPage page(EmrHandle step, LogCursor from) throws IOException {
    StoredLog log = new StoredLog(from);
    Optional<String> place = place(step.cluster());
    if (place.isPresent()) {
      try {
        read(LogPlace.of(place.get()), step, log);
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      } catch (AbortedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the log of " + step.step() + " was read", e);
      } catch (SdkException e) {
        throw new IOException(
            "The log of step %s at %s could not be read: %s"
                .formatted(step.step(), place.get(), AwsErrors.text(e)),
            e);
      }
    }
    return log.page();
  }

  /** Where they are, as far as it is set. */
  Optional<String> place() {
    return set;
  }

  /** The folder of a step's log, if the place of the cluster's logs is known without a call. */
  Optional<LogPlace> folder(EmrHandle step) {
    try {
      return set.or(() -> places.getOrDefault(step.cluster(), Optional.empty()))
          .map(LogPlace::of)
          .map(place -> new LogPlace(place.bucket(), ofStep(place, step)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the check of the operator and the reader of the log report it
    }
  }

  private static String ofStep(LogPlace logs, EmrHandle step) {
    return logs.folder() + step.cluster() + "/steps/" + step.step() + "/";
  }

  /** A cluster keeps its place; {@code s3n} is EMR's older name of the same. */
  private Optional<String> place(String cluster) throws IOException {
    Optional<String> known = set.isPresent() ? set : places.get(cluster);
    if (known == null) {
      known = Optional.ofNullable(emr.cluster(cluster).logUri()).filter(uri -> !uri.isBlank());
      places.put(cluster, known);
    }
    return known.map(uri -> uri.replaceFirst("^s3[an]:", "s3:"));
  }

  private void read(LogPlace logs, EmrHandle step, StoredLog log) throws IOException {
    String cluster = logs.folder() + step.cluster() + "/";
    String own = ofStep(logs, step);
    List<String> applications = new ArrayList<>();
    List<String> there = listed(logs, own);
    for (String name : OF_STEP) {
      if (there.contains(own + name)) {
        log.read(
            name,
            s3.getObject(object -> object.bucket(logs.bucket()).key(own + name)),
            line -> {
              Matcher id = APPLICATION.matcher(line);
              if (applications.isEmpty() && id.find()) {
                applications.add(id.group());
              }
            });
      }
    }
    if (!applications.isEmpty()) {
      for (String key : listed(logs, cluster + "containers/" + applications.get(0) + "/")) {
        if (key.endsWith(".gz")) {
          log.read(key, s3.getObject(object -> object.bucket(logs.bucket()).key(key)), line -> {});
        }
      }
    }
  }

  /** In the order of the names: the first container of an application is the driver's. */
  private List<String> listed(LogPlace logs, String prefix) throws IOException {
    return Pages.all(
        "the logs at s3://" + logs.bucket() + "/" + prefix,
        from -> {
          ListObjectsV2Response page =
              s3.listObjectsV2(
                  list ->
                      list.bucket(logs.bucket())
                          .prefix(prefix)
                          .continuationToken(from.orElse(null)));
          // what is no list, such as a proxy's page, reads as an empty one
          return Pages.Page.of(
              page.isTruncated() != null,
              page.contents().stream().map(S3Object::key).toList(),
              page.nextContinuationToken());
        });
  }
}

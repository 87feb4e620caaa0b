// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.follow.Pages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The logs that a cluster puts into S3, some minutes after a step's end: {@code
 * LOG-URI/CLUSTER/steps/STEP/} has what {@code spark-submit} has printed, {@code
 * LOG-URI/CLUSTER/containers/APPLICATION/} what a driver in a container has: "View log files", EMR
 * Management Guide. A cursor is the number of lines that were read of each file. Thread-safe.
 */
final class ClusterLogs {
  private static final int MOST_LINES = 2000;

  /**
   * The order in which they are shown; the container's is found by what is in the first of them.
   */
  private static final List<String> OF_STEP = List.of("controller", "stderr", "stdout");

  private static final Pattern APPLICATION = Pattern.compile("\\bapplication_\\d+_\\d+\\b");
  private static final Pattern POSITION = Pattern.compile("(\\d{1,9})");

  private final EmrClient emr;
  private final S3Client s3;
  private final Optional<String> set;
  private final Map<String, Optional<String>> places = new ConcurrentHashMap<>();

  /**
   * @param emr is asked where a cluster has its logs; not closed here
   * @param s3 not closed here
   * @param set where they are; empty to ask the cluster
   */
  ClusterLogs(EmrClient emr, S3Client s3, Optional<String> set) {
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
    int skipped = position(from);
    Optional<String> place = place(step.cluster());
    if (place.isEmpty()) {
      return new LogPage(List.of(), from);
    }
    try {
      Place logs = Place.of(place.get(), step);
      List<String> lines = new ArrayList<>();
      new Reading(logs, step, skipped, lines).read();
      return new LogPage(
          lines, lines.isEmpty() ? from : new LogCursor(Integer.toString(skipped + lines.size())));
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

  /** Where they are, as far as it is set. */
  Optional<String> place() {
    return set;
  }

  private static int position(LogCursor from) throws IOException {
    if (from.equals(LogCursor.START)) {
      return 0;
    }
    Matcher number = POSITION.matcher(from.position());
    if (!number.matches()) {
      throw new IOException("'" + from.position() + "' is no place in a log.");
    }
    return Integer.parseInt(from.position());
  }

  /** A cluster keeps its place; {@code s3n} is EMR's older name of the same. */
  private Optional<String> place(String cluster) throws IOException {
    Optional<String> known = set.isPresent() ? set : places.get(cluster);
    if (known == null) {
      known =
          Optional.ofNullable(
                  EmrCalls.asked(() -> emr.describeCluster(one -> one.clusterId(cluster)))
                      .cluster()
                      .logUri())
              .filter(uri -> !uri.isBlank());
      places.put(cluster, known);
    }
    return known.map(uri -> uri.replaceFirst("^s3[an]:", "s3:"));
  }

  /**
   * Where the files of a cluster are.
   *
   * @param folder of the cluster, with its slash
   */
  private record Place(String bucket, String folder) {
    static Place of(String uri, EmrHandle step) throws IOException {
      try {
        LogPlace place = LogPlace.of(uri);
        return new Place(place.bucket(), place.folder() + step.cluster() + "/");
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }

  /** One page. */
  private final class Reading {
    private final Place logs;
    private final EmrHandle step;
    private final List<String> lines;
    private int skipped;
    private Optional<String> application = Optional.empty();

    Reading(Place logs, EmrHandle step, int skipped, List<String> lines) {
      this.logs = logs;
      this.step = step;
      this.skipped = skipped;
      this.lines = lines;
    }

    void read() throws IOException {
      String own = logs.folder() + "steps/" + step.step() + "/";
      for (String name : OF_STEP) {
        String key = own + name + ".gz";
        if (listed(key).contains(key)) {
          read(key);
        }
      }
      if (application.isPresent()) {
        for (String key : listed(logs.folder() + "containers/" + application.get() + "/")) {
          if (key.endsWith(".gz")) {
            read(key);
          }
        }
      }
    }

    /** In the order of the names: the first container of an application is the driver's. */
    private List<String> listed(String prefix) throws IOException {
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

    private void read(String key) throws IOException {
      try (ResponseInputStream<GetObjectResponse> object =
              s3.getObject(GetObjectRequest.builder().bucket(logs.bucket()).key(key).build());
          BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(new GZIPInputStream(object), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          take(line);
        }
      }
    }

    private void take(String line) {
      if (application.isEmpty()) {
        Matcher named = APPLICATION.matcher(line);
        application = named.find() ? Optional.of(named.group()) : Optional.empty();
      }
      if (skipped > 0) {
        skipped--;
      } else if (lines.size() < MOST_LINES) {
        lines.add(line);
      }
    }
  }
}

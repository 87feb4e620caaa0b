// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.step.attempt.InputRecord;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hadoop's file systems, by which a driver of a Spark home reaches the stores of the installed
 * plugins. Spark as it is released has none of them. Pure.
 *
 * @param home the folder of the Spark home
 * @param jars the names of its jars
 * @param stores what each store needs
 */
record StoreConnector(Path home, List<String> jars, List<HadoopAccess> stores) {

  /** By these a user brings jars of his own; what is in them Spark finds out. */
  private static final List<String> OWN_JARS =
      List.of("spark.jars", "spark.jars.packages", "spark.driver.extraClassPath");

  private static final Pattern HADOOP =
      Pattern.compile("hadoop-(?:client-api|common)-(\\d.*)[.]jar");

  StoreConnector {
    jars = List.copyOf(jars);
    stores = List.copyOf(stores);
  }

  static StoreConnector of(SparkHome home, List<HadoopAccess> stores) {
    return new StoreConnector(
        home.folder(),
        home.jars().stream().map(jar -> jar.getFileName().toString()).toList(),
        stores);
  }

  /** What reaches a place; empty for one in no store of a plugin. */
  Optional<HadoopAccess> to(URI place) {
    return stores.stream()
        .filter(each -> each.schemes().containsKey(String.valueOf(place.getScheme())))
        .findFirst();
  }

  /**
   * The operator's conf, with file systems for the schemes that Hadoop binds none to, where the
   * submission has such places and nobody has said what reads them.
   *
   * @param given the operator's conf; the submission's wins over it
   * @throws NotAcceptedException when the Spark home lacks jars for it, and the conf names none
   */
  Map<String, String> conf(Submission submission, Map<String, String> given, Refusals refusals)
      throws NotAcceptedException {
    Map<String, String> all = new TreeMap<>(given);
    all.putAll(submission.conf());
    Map<String, String> conf = new TreeMap<>(given);
    for (URI place : places(submission).toList()) {
      Optional<HadoopAccess> access = to(place);
      if (access.isEmpty()) {
        continue;
      }
      access.get().schemes().get(place.getScheme()).forEach(conf::putIfAbsent);
      String fileSystem = access.get().fileSystem();
      String chosen =
          all.getOrDefault("spark.hadoop.fs." + place.getScheme() + ".impl", fileSystem);
      if (chosen.equals(fileSystem) && OWN_JARS.stream().noneMatch(all::containsKey)) {
        check(submission, place, access.get(), refusals);
      }
    }
    return conf;
  }

  private static Stream<URI> places(Submission submission) {
    return Stream.of(
            Stream.of(submission.contextUri(), submission.bundle().application()),
            submission.bundle().jars().stream(),
            inputs(submission.context().inputs().values()))
        .flatMap(each -> each);
  }

  private static Stream<URI> inputs(Collection<InputRecord> inputs) {
    return inputs.stream()
        .flatMap(each -> Stream.concat(each.uri().stream(), inputs(each.items())));
  }

  private void check(Submission submission, URI place, HadoopAccess access, Refusals refusals)
      throws NotAcceptedException {
    Optional<Matcher> hadoop =
        jars.stream().map(HADOOP::matcher).filter(Matcher::matches).findFirst();
    if (hadoop.isEmpty()) {
      // A Spark without Hadoop takes it, and its file systems, from somewhere else.
      return;
    }
    List<String> lacking =
        access.jars().stream()
            .filter(each -> jars.stream().noneMatch(jar -> jar.matches(each.form())))
            .map(each -> each.of(hadoop.get().group(1)))
            .map(each -> each.contains(" ") ? each : jar(each))
            .toList();
    if (!lacking.isEmpty()) {
      throw refusals.of(
          submission,
          ("it needs %s, and %s lacks %s for its %s. Put them there, from Maven Central, or"
                  + " name them in 'spark.driver.extraClassPath'.")
              .formatted(
                  place,
                  home.resolve("jars"),
                  String.join(" and ", lacking),
                  hadoop.get().group()));
    }
  }

  /** The file with its coordinates: {@code bundle-2.24.6.jar (software.amazon.awssdk:bundle)}. */
  private static String jar(String coordinates) {
    String[] parts = coordinates.split(":");
    return parts[1] + "-" + parts[2] + ".jar (" + parts[0] + ":" + parts[1] + ")";
  }
}

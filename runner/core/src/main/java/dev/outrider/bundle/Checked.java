// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.BundledStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request that can be bundled.
 *
 * @param java the lowest Java release that loads what the steps reach
 * @param scala the Scala line that it was compiled for; empty when there is no Scala
 * @param warnings what was found and does not hinder
 * @param unused libraries that are on the class path through Outrider alone
 */
record Checked(
    int java, Optional<String> scala, List<String> warnings, Set<ClassPathEntry> unused) {

  /**
   * A file of this name makes the application load the classes that it names, whatever the step.
   */
  private static final String MATERIALIZERS = "META-INF/services/dev.outrider.step.Materializer";

  /**
   * Checks a request.
   *
   * @throws BundleException with all its problems
   */
  static Checked of(
      BundleRequest request, List<KnownLine> targets, SparkClasses spark, ClassPathReader reader)
      throws IOException, BundleException {
    List<String> problems = new ArrayList<>(ofTheRequest(request));
    ClassPath classPath = request.classPath();
    StepReach reach =
        new StepReach(classPath, name -> LayerSelection.isProvided(name, spark, targets), reader);
    StepCheck steps = new StepCheck(classPath, reach);
    Set<String> materializers = materializers(classPath, reader);
    Map<String, Set<String>> reached = new LinkedHashMap<>();
    Set<ClassPathEntry> own =
        classPath.entries().stream()
            .filter(entry -> !entry.isJar())
            .collect(Collectors.toCollection(HashSet::new));
    for (BundledStep step : request.steps()) {
      Optional<String> problem = steps.problem(step);
      problem.ifPresent(problems::add);
      if (problem.isEmpty()) {
        String name = step.stepClass().replace('.', '/');
        // a jar with a step in it is the user's, not a dependency
        classPath.entryOf(name).ifPresent(own::add);
        Set<String> starts = new LinkedHashSet<>(List.of(name));
        starts.addAll(materializers);
        reached.put(step.name(), reach.from(starts));
      }
    }
    SparkApi api = new SparkApi(spark, ApiDifferences.load(), reach);
    TargetCheck check =
        new TargetCheck(classPath, own, reach, api, reader, targets, request.java());
    check.check(reached);
    problems.addAll(check.problems());
    if (!problems.isEmpty()) {
      throw new BundleException(problems);
    }
    Set<String> all = reached.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    return new Checked(
        check.lowestJava(),
        check.scala(),
        check.warnings(),
        OutriderLibraries.load().unused(classPath, all, reach));
  }

  private static List<String> ofTheRequest(BundleRequest request) {
    List<String> problems = new ArrayList<>();
    if (request.steps().isEmpty()) {
      problems.add("No step is named. Name at least one that the bundle is to run.");
    }
    Set<String> names = new HashSet<>();
    for (BundledStep step : request.steps()) {
      if (!names.add(step.name())) {
        problems.add(
            "Two steps are named '" + step.name() + "'. Give each step of a bundle its own name.");
      }
    }
    if (request.targets().isEmpty()) {
      problems.add("No Spark line is named. Known are " + KnownLine.titles() + ".");
    }
    for (SparkLine target : request.targets()) {
      List<Integer> javas = target.known().javas();
      if (!javas.contains(request.java())) {
        problems.add(
            "Spark "
                + target
                + " does not run on Java "
                + request.java()
                + ", only on "
                + javas.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + ". Choose another Java or another Spark.");
      }
    }
    return problems;
  }

  private static Set<String> materializers(ClassPath classPath, ClassPathReader reader)
      throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (ClassPathEntry entry : classPath.entries()) {
      for (ClassPathEntry.Member member : entry.members()) {
        if (member.name().equals(MATERIALIZERS)) {
          String text = new String(reader.bytes(entry, member.name()), StandardCharsets.UTF_8);
          text.lines()
              .map(line -> line.replaceFirst("#.*", "").strip().replace('.', '/'))
              .filter(line -> !line.isEmpty())
              .forEach(names::add);
        }
      }
    }
    return names;
  }
}

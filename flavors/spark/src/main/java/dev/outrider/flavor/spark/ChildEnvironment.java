// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.step.text.SmallFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The environment of a driver on this machine: that of Outrider, without the secrets of others, and
 * with a locale whose encoding is UTF-8. Pure but for the files of secrets.
 *
 * @param refusals those of the operator
 * @param secrets where its steps find secrets: {@code env:NAME}, {@code file:PATH} or {@code
 *     hadoop:ALIAS}, which only Hadoop can look up
 * @param inherited the variables of this process
 * @param secretVariables names of those that hold secrets of operators and stores
 * @param stores what the artifact stores of the installed plugins need
 */
record ChildEnvironment(
    Refusals refusals,
    Map<String, String> secrets,
    Map<String, String> inherited,
    Set<String> secretVariables,
    List<HadoopAccess> stores) {
  private static final String ENV = "env:";
  private static final String FILE = "file:";

  /** The variables of this process that the driver of a submission does not inherit, sorted. */
  Set<String> leftOut(Submission submission) {
    Set<String> names = leftOut();
    for (String reference : secrets.values()) {
      if (reference.startsWith(ENV)) {
        names.remove(reference.substring(ENV.length()));
      }
    }
    names.removeAll(submission.environment().keySet());
    stores.stream()
        .filter(each -> each.schemes().containsKey(submission.contextUri().getScheme()))
        .forEach(each -> names.removeAll(each.variables()));
    return names;
  }

  /** The variables that no child inherits which runs no step. */
  Set<String> leftOut() {
    Set<String> names = new TreeSet<>(secretVariables);
    names.retainAll(inherited.keySet());
    return names;
  }

  /** For people: which variables are left out; empty where none is. */
  Optional<String> note(Submission submission) {
    Set<String> names = leftOut(submission);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The driver does not inherit "
                + String.join(", ", names)
                + ", which hold secrets of step operators.");
  }

  /** The submission's own variables, and a locale where this process has none. */
  Map<String, String> added(Submission submission) {
    Map<String, String> added = new TreeMap<>(submission.environment());
    Map<String, String> all = new TreeMap<>(inherited);
    all.putAll(added);
    if (Set.of("", "C", "POSIX").contains(locale(all)) && !added.containsKey("LC_ALL")) {
      // Java reads arguments, variables and file names by it, as ASCII without one.
      added.put("LC_ALL", "C.UTF-8");
    }
    return added;
  }

  private static String locale(Map<String, String> variables) {
    for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      if (!variables.getOrDefault(name, "").isEmpty()) {
        return variables.get(name);
      }
    }
    return "";
  }

  /**
   * What is wrong with the secrets that a driver here will read.
   *
   * @return sentences
   */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(secrets)
        .forEach(
            (name, reference) ->
                problem(reference)
                    .ifPresent(
                        problem ->
                            problems.add(
                                "'%s' is %s, but %s."
                                    .formatted(
                                        refusals.key("secret." + name), reference, problem))));
    return problems;
  }

  private Optional<String> problem(String reference) {
    if (reference.startsWith(ENV)) {
      String name = reference.substring(ENV.length());
      return inherited.containsKey(name)
          ? Optional.empty()
          : Optional.of("the environment variable " + name + " is not set. Set it");
    }
    if (reference.startsWith(FILE)) {
      return fileProblem(reference.substring(FILE.length()));
    }
    return Optional.empty();
  }

  private static Optional<String> fileProblem(String text) {
    try {
      Path file = Path.of(text);
      if (!file.isAbsolute()) {
        return Optional.of("the driver works in another folder. Write an absolute path");
      }
      SmallFile.read(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(SmallFile.problem(e));
    } catch (InvalidPathException e) {
      return Optional.of("it cannot be read (" + e + ")");
    }
  }
}

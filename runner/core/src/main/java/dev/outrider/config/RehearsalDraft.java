// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A configuration that is to be rehearsed, before the loopback platforms are there: of an operator
 * that one of them stands in for, settings may be missing. Its stores are those of rehearsals.
 *
 * @param configuration as far as it is known
 * @param operators what was set of each operator that a platform stands in for
 */
public record RehearsalDraft(Configuration configuration, Map<String, Operator> operators) {
  public RehearsalDraft {
    operators = Map.copyOf(operators);
  }

  /**
   * What was set of an operator.
   *
   * @param given what could be read
   * @param problems by setting: why it has no value; none of them counts where the platform gives
   *     the setting
   */
  public record Operator(Map<String, String> given, Map<String, String> problems) {
    public Operator {
      given = Map.copyOf(given);
      problems = Map.copyOf(problems);
    }
  }

  /**
   * What a platform makes of an operator's settings.
   *
   * @param given what is put over them
   * @param withheld those that are taken away
   */
  public record Staged(Map<String, String> given, Set<String> withheld) {
    public Staged {
      given = Map.copyOf(given);
      withheld = Set.copyOf(withheld);
    }
  }

  /**
   * The configuration with what the platforms give.
   *
   * @param stages by operator
   * @throws ConfigurationException when something is missing that none gives; it names all of them
   */
  public Configuration on(Map<String, Staged> stages) throws ConfigurationException {
    List<String> problems = new ArrayList<>();
    Map<String, OperatorConfiguration> staged = new TreeMap<>(configuration.operators());
    new TreeMap<>(stages)
        .forEach(
            (name, given) ->
                staged(name, given, problems).ifPresent(each -> staged.put(name, each)));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return configuration.with(staged);
  }

  private Optional<OperatorConfiguration> staged(String name, Staged stage, List<String> problems) {
    Operator operator = operators.get(name);
    Map<String, String> missing = new TreeMap<>(operator.problems());
    missing.keySet().removeAll(stage.given().keySet());
    missing.keySet().removeAll(stage.withheld());
    problems.addAll(missing.values());
    Map<String, String> given = new TreeMap<>(operator.given());
    given.keySet().removeAll(stage.withheld());
    given.putAll(stage.given());
    OperatorConfiguration draft = configuration.operator(name).orElseThrow();
    List<String> wrong =
        missing.isEmpty() ? Settings.problems(draft.flavor().settings(), given) : List.of();
    wrong.forEach(
        each -> problems.add("The loopback platform of step operator '" + name + "': " + each));
    return missing.isEmpty() && wrong.isEmpty()
        ? Optional.of(
            new OperatorConfiguration(
                name,
                draft.flavor(),
                Settings.of(draft.flavor().settings(), given),
                draft.common(),
                draft.place()))
        : Optional.empty();
  }
}

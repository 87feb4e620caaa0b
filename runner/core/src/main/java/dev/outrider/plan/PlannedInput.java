// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where one input of a planned step comes from. */
public sealed interface PlannedInput {

  /**
   * A value that is known: a constant, or a parameter that is bound.
   *
   * @param json the value
   */
  record Value(JsonText json) implements PlannedInput {
    public Value {
      Objects.requireNonNull(json, "json");
    }
  }

  /**
   * A file or folder that no step of the pipeline makes.
   *
   * @param location where it lies, absolute
   */
  record File(URI location) implements PlannedInput {
    public File {
      Objects.requireNonNull(location, "location");
    }
  }

  /**
   * A parameter that is not bound yet; in a pipeline's structure only, never in its plan.
   *
   * @param parameter the parameter's name
   */
  record Unbound(String parameter) implements PlannedInput {
    public Unbound {
      Objects.requireNonNull(parameter, "parameter");
    }
  }

  /**
   * A dataset or model that no step of the pipeline makes.
   *
   * @param kind {@code dataset} or {@code model}
   * @param format Spark's name of the format; {@code spark-ml} for a model
   * @param location where it lies: a {@link Value} that is a URI, or an earlier step's {@link
   *     Output}
   * @param options Spark's options for reading it
   */
  record Source(String kind, String format, PlannedInput location, Map<String, String> options)
      implements PlannedInput {
    public Source {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(format, "format");
      Objects.requireNonNull(location, "location");
      options = Map.copyOf(options);
    }
  }

  /**
   * What an earlier step gives.
   *
   * @param step the step's name
   * @param output the output's name, as in {@link StepClass#outputs}
   */
  record Output(String step, String output) implements PlannedInput {
    public Output {
      Objects.requireNonNull(step, "step");
      Objects.requireNonNull(output, "output");
    }
  }

  /**
   * A part of a composite value that comes as one.
   *
   * @param whole where the composite comes from
   * @param name the part's name
   */
  record Member(PlannedInput whole, String name) implements PlannedInput {
    public Member {
      Objects.requireNonNull(whole, "whole");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * A composite value that is put together of its parts.
   *
   * @param members the parts by name, in order
   */
  record Composite(Map<String, PlannedInput> members) implements PlannedInput {
    public Composite {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /**
   * The members of a list, one by one.
   *
   * @param items the members, in order
   */
  record Several(List<PlannedInput> items) implements PlannedInput {
    public Several {
      items = List.copyOf(items);
    }
  }
}

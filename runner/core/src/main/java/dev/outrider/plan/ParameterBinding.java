// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A pipeline's parameters, checked, with the values that they have. */
final class ParameterBinding {

  private final Map<Artifact.Parameter<?>, ParameterType> types = new IdentityHashMap<>();
  private final Map<Artifact.Parameter<?>, Object> values = new IdentityHashMap<>();
  private final Map<String, JsonText> json = new LinkedHashMap<>();
  private final Set<Artifact.Parameter<?>> own =
      java.util.Collections.newSetFromMap(new IdentityHashMap<>());
  private final boolean bound;

  private ParameterBinding(boolean bound) {
    this.bound = bound;
  }

  /** Checks the parameters without giving them values. */
  static ParameterBinding unbound(Pipeline pipeline, List<String> problems) {
    ParameterBinding binding = new ParameterBinding(false);
    binding.declare(pipeline, problems);
    return binding;
  }

  /** Checks the parameters and gives them values, from text or their default. */
  static ParameterBinding bind(
      Pipeline pipeline, Map<String, String> texts, Locations locations, List<String> problems) {
    ParameterBinding binding = new ParameterBinding(true);
    Set<String> names = binding.declare(pipeline, problems);
    for (String name : new java.util.TreeSet<>(texts.keySet())) {
      if (!names.contains(name)) {
        problems.add(unknown(pipeline, name, names));
      }
    }
    for (Artifact.Parameter<?> parameter : pipeline.parameters()) {
      if (binding.types.containsKey(parameter)) {
        binding.bind(
            parameter, Optional.ofNullable(texts.get(parameter.name())), locations, problems);
      }
    }
    return binding;
  }

  /** Whether a parameter is one of this pipeline's. */
  boolean owns(Artifact.Parameter<?> parameter) {
    return own.contains(parameter);
  }

  /** Whether parameters have values, or only the pipeline's structure is wanted. */
  boolean isBound() {
    return bound;
  }

  /** The type of a parameter's value; empty where the parameter is at fault. */
  Optional<TypeName> type(Artifact.Parameter<?> parameter) {
    return Optional.ofNullable(types.get(parameter))
        .map(type -> parameter.list() ? TypeName.of("java.util.List", type.name()) : type.name());
  }

  /** The value of a parameter; empty where the parameter or its text is at fault. */
  Optional<Object> value(Artifact.Parameter<?> parameter) {
    return Optional.ofNullable(values.get(parameter));
  }

  /** The values as JSON, by name. */
  Map<String, JsonText> json() {
    return json;
  }

  private Set<String> declare(Pipeline pipeline, List<String> problems) {
    Set<String> names = new java.util.LinkedHashSet<>();
    Set<String> twice = new HashSet<>();
    for (Artifact.Parameter<?> parameter : pipeline.parameters()) {
      String name = parameter.name();
      own.add(parameter);
      Names.checkParameter(name, problems);
      if (!names.add(name) && twice.add(name)) {
        problems.add("Parameter '" + name + "' is defined more than once; give each its own name.");
      }
      Optional<ParameterType> type = ParameterType.of(parameter.type());
      if (type.isEmpty()) {
        problems.add(
            "Parameter '"
                + name
                + "' is of type "
                + parameter.type().getTypeName()
                + ", which a parameter cannot have; use "
                + ParameterType.ALLOWED
                + ".");
      }
      type.ifPresent(found -> types.put(parameter, found));
    }
    return names;
  }

  private void bind(
      Artifact.Parameter<?> parameter,
      Optional<String> text,
      Locations locations,
      List<String> problems) {
    ParameterType type = types.get(parameter);
    String subject = "Parameter '" + parameter.name() + "'";
    if (text.isEmpty() && parameter.defaultValue().isEmpty()) {
      problems.add(
          subject
              + " has no value; give one as "
              + parameter.name()
              + "=VALUE, where VALUE is "
              + wanted(parameter, type)
              + ".");
      return;
    }
    try {
      Object value =
          text.isEmpty()
              ? ParameterType.absolute(parameter.defaultValue().orElseThrow(), locations)
              : parameter.list()
                  ? type.parseList(text.get(), locations)
                  : type.parse(text.get(), locations);
      values.put(parameter, value);
      json.put(
          parameter.name(),
          new JsonText(
              JsonForm.write(
                  value,
                  parameter.list() ? new LoadedType(List.class, List.of(type.type())) : type.type(),
                  subject)));
    } catch (IllegalArgumentException e) {
      problems.add(subject + " " + e.getMessage() + ".");
    }
  }

  private static String wanted(Artifact.Parameter<?> parameter, ParameterType type) {
    String one =
        type.type() == URI.class
            ? "a URI or the path of a file"
            : type.type() == Path.class ? "the path of a file" : JsonForm.expected(type.type());
    return parameter.list() ? one + ", or several of these between commas" : one;
  }

  private static String unknown(Pipeline pipeline, String name, Set<String> names) {
    return "Pipeline '"
        + pipeline.name()
        + "' has no parameter '"
        + name
        + "'; "
        + NearestName.of(name, names)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElse(names.isEmpty() ? "it has none." : "it has " + names + ".");
  }
}

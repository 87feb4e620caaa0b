// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.MissingSecretException;
import dev.outrider.step.text.Masks;
import dev.outrider.step.text.SmallFile;
import java.io.IOException;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Secrets by reference: read where the step runs, when the step asks, and masked from then on. */
final class Secrets {

  private final Map<String, String> references;
  private final Optional<String> operator;
  private final Map<String, String> environment;
  private final Configuration configuration;
  private final Masks masks;

  /**
   * @param references where each secret is found: {@code env:NAME}, {@code file:PATH}, {@code
   *     hadoop:ALIAS}
   * @param operator whose settings say so; empty where a step runs alone, by its own arguments
   * @param configuration names the credential providers of {@code hadoop:}
   */
  Secrets(
      Map<String, String> references,
      Optional<String> operator,
      Map<String, String> environment,
      Configuration configuration,
      Masks masks) {
    this.references = new TreeMap<>(references);
    this.operator = operator;
    this.environment = environment;
    this.configuration = configuration;
    this.masks = masks;
  }

  /** Checks the form of a reference, without reading it. */
  static void check(String name, String reference) throws BadInputException {
    if (!reference.matches("(env|file|hadoop):.+")) {
      // The reference is not shown: a person may have written the secret itself.
      throw new BadInputException(
          "Secret '"
              + name
              + "' must be given as env:NAME, file:PATH or hadoop:ALIAS, never as a value.");
    }
  }

  String value(String name) {
    String reference = references.get(name);
    if (reference == null) {
      throw new MissingSecretException(
          name,
          "The step asks for secret '"
              + name
              + "', which is not configured; known are "
              + references.keySet()
              + ". Set "
              + setting(name)
              + (operator.isPresent() ? "." : "=env:NAME."));
    }
    String value = read(name, reference);
    masks.add(value);
    return value;
  }

  private String read(String name, String reference) {
    String kind = reference.substring(0, reference.indexOf(':'));
    String place = reference.substring(kind.length() + 1);
    try {
      if (kind.equals("env")) {
        String text =
            found(environment.get(place), name, "environment variable " + place + " is not set");
        if (text.indexOf('\uFFFD') >= 0) {
          throw missing(
              name,
              "Java cannot read environment variable "
                  + place
                  + " in the encoding of this locale; LC_ALL=C.UTF-8 has UTF-8");
        }
        return text;
      }
      if (kind.equals("file")) {
        return SmallFile.read(Paths.get(place)).replaceAll("\\R\\z", "");
      }
      char[] password = configuration.getPassword(place);
      String text = password == null ? null : new String(password);
      return found(text, name, "no Hadoop credential provider has the alias " + place);
    } catch (IOException e) {
      throw missing(name, kind + ":" + place + " cannot be read: " + SmallFile.problem(e));
    }
  }

  private String found(String value, String name, String otherwise) {
    if (value == null) {
      throw missing(name, otherwise);
    }
    return value;
  }

  private String setting(String name) {
    return operator
        .map(each -> "step-operator." + each + ".secret." + name)
        .orElse("--secret " + name);
  }

  private MissingSecretException missing(String name, String why) {
    return new MissingSecretException(
        name,
        "Secret '"
            + name
            + "' has no value where the step runs: "
            + why
            + ". Set it there, or change "
            + setting(name)
            + ".");
  }
}

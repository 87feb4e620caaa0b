// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Submission;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Checks an order against what its platform says that it refuses. Pure. */
final class LimitCheck {
  private static final int SHOWN = 80;

  private final OperatorConfiguration operator;
  private final String step;
  private final List<String> problems = new ArrayList<>();

  private LimitCheck(OperatorConfiguration operator, String step) {
    this.operator = operator;
    this.step = step;
  }

  /**
   * @param request what the order becomes
   * @return a sentence for each part that is over a limit of the operator's flavor
   */
  static List<String> problems(
      OperatorConfiguration operator, Submission order, RenderedRequest request) {
    LimitCheck check = new LimitCheck(operator, order.context().step());
    operator.flavor().limits().forEach(limit -> check.check(limit, order, request));
    return check.problems;
  }

  private void check(ProviderLimit limit, Submission order, RenderedRequest request) {
    switch (limit.subject()) {
      case KEY -> text(limit, "its attempt key", order.key().value());
      // the hash of the request is added when it is sent
      case LABELS -> count(limit, "labels", order.labels().size() + 1);
      case LABEL_NAME ->
          order.labels().keySet().forEach(name -> text(limit, "the name of a label", name));
      case LABEL_VALUE ->
          order.labels().forEach((name, value) -> text(limit, "label '" + name + "'", value));
      case VARIABLES -> count(limit, "environment variables", order.environment().size());
      case VARIABLE_NAME ->
          order
              .environment()
              .keySet()
              .forEach(name -> text(limit, "the name of an environment variable", name));
      case VARIABLE_VALUE ->
          order
              .environment()
              .forEach((name, value) -> text(limit, "environment variable '" + name + "'", value));
      case ENVIRONMENT ->
          count(
              limit,
              "bytes of environment variables",
              order.environment().entrySet().stream()
                  .mapToInt(each -> bytes(each.getKey()) + bytes(each.getValue()))
                  .sum());
      case CONF_VALUE -> {
        conf(limit, operator.settings().below("spark."));
        conf(limit, order.conf());
      }
      case URI -> {
        uri(limit, List.of(order.contextUri(), order.bundle().application()));
        uri(limit, order.bundle().jars());
      }
      case REQUEST -> count(limit, "bytes of its request", bytes(request.body()));
      // of what comes back: nothing is refused for it
      case LOG -> {}
    }
  }

  private void conf(ProviderLimit limit, Map<String, String> conf) {
    conf.forEach(
        (name, value) -> {
          if (Settings.isSecretName(name)) {
            length(limit, "'" + name + "'", value.length());
          } else {
            text(limit, "'" + name + "'", value);
          }
        });
  }

  private void uri(ProviderLimit limit, Collection<URI> uris) {
    uris.forEach(each -> text(limit, "a URI", each.toString()));
  }

  private void text(ProviderLimit limit, String what, String text) {
    length(limit, what + " ('" + shown(text) + "')", text.length());
    if (limit.form().filter(form -> !text.matches(form)).isPresent()) {
      add(what + " is '" + shown(text) + "' but must match " + limit.form().get(), limit.source());
    }
  }

  private void length(ProviderLimit limit, String what, int length) {
    if (length > limit.most()) {
      add(
          what
              + " has "
              + length
              + " "
              + limit.subject().unit()
              + " but may have at most "
              + limit.most(),
          limit.source());
    }
  }

  private void count(ProviderLimit limit, String what, int count) {
    if (count > limit.most()) {
      add("there are " + count + " " + what + " but at most " + limit.most(), limit.source());
    }
  }

  private void add(String reason, String source) {
    problems.add(
        "Step '"
            + step
            + "' cannot run on "
            + operator
            + ": "
            + reason
            + (source.isEmpty() ? "." : " (" + source + ")."));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}

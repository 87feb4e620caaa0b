// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.ProviderLimit.Subject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the platform refuses by its size or form. Pure. */
final class JobRules {
  private static final String SOURCE = "loopback platform, POST /v1/jobs";

  /** As data, for plans. */
  static final List<ProviderLimit> LIMITS =
      List.of(
          ProviderLimit.of(Subject.KEY, 63, SOURCE).inForm("[a-z][a-z0-9-]*"),
          ProviderLimit.of(Subject.LABELS, 50, SOURCE),
          ProviderLimit.of(Subject.LABEL_NAME, 63, SOURCE).inForm("[a-z][a-z0-9_-]*"),
          ProviderLimit.of(Subject.LABEL_VALUE, 63, SOURCE).inForm("[a-z0-9_-]*"),
          ProviderLimit.of(Subject.VARIABLES, 100, SOURCE),
          ProviderLimit.of(Subject.VARIABLE_NAME, 128, SOURCE).inForm("[A-Za-z_][A-Za-z0-9_]*"),
          ProviderLimit.of(Subject.VARIABLE_VALUE, 512, SOURCE),
          ProviderLimit.of(Subject.ENVIRONMENT, 4096, SOURCE),
          ProviderLimit.of(Subject.CONF_VALUE, 4096, SOURCE),
          ProviderLimit.of(Subject.URI, 1024, SOURCE),
          ProviderLimit.of(Subject.REQUEST, 65_536, SOURCE));

  private JobRules() {}

  /**
   * What is wrong with a request.
   *
   * @param body its whole text
   * @return the first thing; empty for a request that is accepted
   */
  static Optional<String> problem(JobRequest request, String body) {
    List<String> problems = new ArrayList<>();
    for (ProviderLimit limit : LIMITS) {
      switch (limit.subject()) {
        case KEY -> text(limit, "token", request.token(), problems);
        case LABELS -> count(limit, "labels", request.labels().size(), problems);
        case LABEL_NAME ->
            request.labels().keySet().forEach(each -> text(limit, "labels", each, problems));
        case LABEL_VALUE ->
            request
                .labels()
                .forEach((name, value) -> text(limit, "labels." + name, value, problems));
        case VARIABLES -> count(limit, "environment", request.environment().size(), problems);
        case VARIABLE_NAME ->
            request
                .environment()
                .keySet()
                .forEach(each -> text(limit, "environment", each, problems));
        case VARIABLE_VALUE ->
            request
                .environment()
                .forEach((name, value) -> text(limit, "environment." + name, value, problems));
        case ENVIRONMENT ->
            count(limit, "bytes of environment", bytes(request.environment()), problems);
        case CONF_VALUE ->
            request.conf().forEach((name, value) -> text(limit, "conf." + name, value, problems));
        case URI -> {
          text(limit, "application", request.application().toString(), problems);
          request.jars().forEach((URI each) -> text(limit, "jars", each.toString(), problems));
        }
        case REQUEST -> count(limit, "bytes", bytes(body), problems);
        case LOG -> {}
      }
    }
    return problems.stream().findFirst();
  }

  private static void text(ProviderLimit limit, String member, String text, List<String> problems) {
    if (text.length() > limit.most()) {
      problems.add("'" + member + "' has more than " + limit.most() + " characters");
    } else if (limit.form().filter(form -> !text.matches(form)).isPresent()) {
      problems.add("'" + member + "' does not match " + limit.form().get());
    }
  }

  private static void count(ProviderLimit limit, String what, int count, List<String> problems) {
    if (count > limit.most()) {
      problems.add("more than " + limit.most() + " " + what);
    }
  }

  private static int bytes(Map<String, String> environment) {
    return environment.entrySet().stream()
        .mapToInt(each -> bytes(each.getKey()) + bytes(each.getValue()))
        .sum();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

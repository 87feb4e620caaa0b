// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.base.http.HttpCalls;
import dev.outrider.flavor.base.http.HttpOptions;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Asks the platform, with the token. Sends no request again by itself. Thread-safe. */
final class LoopbackClient implements AutoCloseable {
  private static final int LONGEST_ERROR = 500;
  private static final int OK = 200;

  private final String endpoint;
  private final Map<String, String> headers;
  private final HttpCalls calls;

  /**
   * @throws IllegalArgumentException when the settings do not go together; the message names the
   *     key
   */
  LoopbackClient(Settings settings, String operator) {
    Refusals refusals = new Refusals(operator);
    String name = CommonSettings.ENDPOINT.name();
    this.endpoint = settings.required(name).replaceFirst("/+$", "");
    if (!endpoint.matches("https?://[^/?#]+(/[^?#]*)?")) {
      throw refusals.ofSetting(name, endpoint, "an address such as http://127.0.0.1:6066");
    }
    this.headers =
        settings
            .text(LoopbackFlavor.TOKEN)
            .map(token -> Map.of("Authorization", "Bearer " + token))
            .orElse(Map.of());
    this.calls =
        new HttpCalls(HttpOptions.of(settings, refusals), "outrider-" + operator + "-http-");
  }

  /** The platform's address, for people. */
  String endpoint() {
    return endpoint;
  }

  /** Whether it asks with a token. */
  boolean needsToken() {
    return !headers.isEmpty();
  }

  static boolean isOk(HttpCalls.Answer answer) {
    return answer.status() == OK;
  }

  /** What the platform says of a request that it has not done: {@code 404, there is no job}. */
  static String problem(HttpCalls.Answer answer) {
    String said;
    try {
      said =
          ((JobView.Problem)
                  JsonForm.readTolerantly(answer.body(), JobView.Problem.class, "answer"))
              .error();
    } catch (JsonFormException | NullPointerException e) {
      return Integer.toString(answer.status());
    }
    return answer.status()
        + ", "
        + (said.length() <= LONGEST_ERROR ? said : said.substring(0, LONGEST_ERROR) + "…");
  }

  HttpCalls.Answer get(String path) throws IOException {
    return calls.get(URI.create(endpoint + path), headers);
  }

  /**
   * @throws HttpCalls.NothingSentException when there was no request, or nothing has read it
   */
  HttpCalls.Answer post(String path, String body) throws IOException {
    return calls.post(URI.create(endpoint + path), headers, body);
  }

  @Override
  public void close() {
    calls.close();
  }
}

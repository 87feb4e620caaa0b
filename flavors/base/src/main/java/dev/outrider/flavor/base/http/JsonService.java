// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.http;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * A service that answers in JSON, at the address of the setting 'endpoint', and takes a bearer
 * token. Members of an answer that a type does not have are ignored: the service may be newer.
 * Sends no request again by itself. Thread-safe.
 */
public final class JsonService implements AutoCloseable {

  private static final int OK = 200;
  private static final int LONGEST_ERROR = 500;

  private final String endpoint;
  private final Map<String, String> headers;
  private final String name;
  private final String login;
  private final String error;
  private final HttpCalls calls;

  /**
   * @param settings those of {@link CommonSettings#NETWORK}, with an endpoint
   * @param token the setting that has the token; none is sent if it is not set
   * @param error the member of an error's body that has its text: {@code message}
   * @throws IllegalArgumentException if the settings do not go together; the message names the key
   */
  public JsonService(Settings settings, Refusals refusals, String token, String error) {
    String address = CommonSettings.ENDPOINT.name();
    this.endpoint = settings.required(address).replaceFirst("/+$", "");
    if (!endpoint.matches("https?://[^/?#]+(/[^?#]*)?")) {
      throw refusals.ofSetting(address, endpoint, "an address such as http://127.0.0.1:6066");
    }
    this.headers =
        settings
            .text(token)
            .map(text -> Map.of("Authorization", "Bearer " + text))
            .orElse(Map.of());
    this.name = "The platform of '" + refusals.operator() + "'";
    this.login = " Set '" + refusals.key(token) + "'.";
    this.error = error;
    this.calls =
        new HttpCalls(
            HttpOptions.of(settings, refusals), "outrider-" + refusals.operator() + "-http-");
  }

  /** The service has answered with another status than 200. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String said;

    private RefusedException(String message, int status, String said) {
      super(message);
      this.status = status;
      this.said = said;
    }

    /** Its status and words: {@code 404, there is no job}. */
    public String said() {
      return said;
    }

    /**
     * What stands for nothing, if the status is 404.
     *
     * @throws RefusedException this one, for any other status
     */
    public <T> T ifMissing(T nothing) throws RefusedException {
      if (status != 404) {
        throw this;
      }
      return nothing;
    }
  }

  /** The service's address, without a slash at its end. */
  public String endpoint() {
    return endpoint;
  }

  /** Whether it is asked with a token. */
  public boolean needsToken() {
    return !headers.isEmpty();
  }

  /**
   * Reads what is at a path.
   *
   * @throws RefusedException if the status is not 200
   * @throws IOException if there was no answer, or one of another form
   */
  public <T> T get(String path, Class<T> type) throws IOException {
    return read(calls.get(URI.create(endpoint + path), headers), type);
  }

  /** As {@link #get}, with a body that may be empty. */
  public <T> T post(String path, String body, Class<T> type) throws IOException {
    return read(calls.post(URI.create(endpoint + path), headers, body), type);
  }

  private <T> T read(HttpCalls.Answer answer, Class<T> type) throws IOException {
    if (answer.status() != OK) {
      throw refused(answer);
    }
    try {
      Object value = JsonForm.readTolerantly(answer.body(), type, "answer");
      if (value != null) {
        return type.cast(value);
      }
    } catch (JsonFormException e) {
      throw new IOException(
          "What came from %s is no answer of the platform: %s".formatted(endpoint, e.getMessage()),
          e);
    }
    throw new IOException("What came from " + endpoint + " is empty.");
  }

  private RefusedException refused(HttpCalls.Answer answer) {
    String said = Integer.toString(answer.status());
    try {
      String json = JsonForm.member(answer.body(), error, "answer").orElseThrow().text();
      String text = (String) JsonForm.read(json, String.class, "answer");
      said +=
          ", " + (text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "…");
    } catch (RuntimeException e) {
      // its body is no error of the service's: the status says what there is to say
    }
    boolean isLogin = answer.status() == 401 || answer.status() == 403;
    return new RefusedException(
        "%s answers %s.%s".formatted(name, said, isLogin ? login : ""), answer.status(), said);
  }

  /** The HTTP status of a refusal; 0 for any other exception. */
  public static int status(Exception thrown) {
    return thrown instanceof RefusedException refused ? refused.status : 0;
  }

  /**
   * What an exception of a request for a job says, by HTTP's own meaning: a platform that means
   * another thing by a status, such as a quota by 409, asks {@link #status} first.
   */
  public static Answer answer(Exception thrown) {
    int status = status(thrown);
    String reason = String.valueOf(thrown.getMessage());
    if (thrown instanceof HttpCalls.NothingSentException) {
      return new Answer.NotSent(FailureKind.PLATFORM, reason);
    }
    if (status == 429) {
      return new Answer.Throttled(FailureKind.PLATFORM, reason);
    }
    // 408: the server has waited for the rest of a request
    return status >= 400 && status < 500 && status != 408
        ? new Answer.Refused(FailureKind.CONFIGURATION, reason)
        : new Answer.Unknown(reason);
  }

  @Override
  public void close() {
    calls.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What is sent to the platform for an attempt: {@code order/order.json} in the attempt's folder,
 * written once, before anything is sent.
 */
public final class OrderRecord extends JsonValueObject {

  private final int format;
  private final String hash;
  private final JsonText submission;
  private final String title;
  private final String body;
  private final List<String> notes;
  private final List<String> files;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param hash names the request on the platform
   * @param submission what is asked for, as a JSON object
   * @param title one line that says what is asked of whom
   * @param body the request without its hash
   * @param notes what a person should know of it
   * @param files the names of the files beside this document that belong to the request
   */
  public OrderRecord(
      int format,
      String hash,
      JsonText submission,
      String title,
      String body,
      List<String> notes,
      List<String> files) {
    this.format = format;
    this.hash = Objects.requireNonNull(hash, "hash");
    this.submission = Objects.requireNonNull(submission, "submission");
    this.title = Objects.requireNonNull(title, "title");
    this.body = Objects.requireNonNull(body, "body");
    this.notes = Collections.unmodifiableList(new ArrayList<>(notes));
    this.files = Collections.unmodifiableList(new ArrayList<>(files));
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** Names the request on the platform. */
  public String hash() {
    return hash;
  }

  /** What is asked for, as a JSON object. */
  public JsonText submission() {
    return submission;
  }

  /** One line that says what is asked of whom. */
  public String title() {
    return title;
  }

  /** The request without its hash. */
  public String body() {
    return body;
  }

  /** What a person should know of it. */
  public List<String> notes() {
    return notes;
  }

  /** The names of the files beside this document that belong to the request. */
  public List<String> files() {
    return files;
  }
}

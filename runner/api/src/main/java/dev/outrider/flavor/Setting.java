// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A setting of a flavor, declared once: from it come validation, the descriptor, {@code flavor
 * describe} and the reference. Immutable: each method returns a changed copy.
 *
 * @param name the last part of its key: {@code region} of {@code step-operator.NAME.region}
 * @param type what its text must be
 * @param description what it does, in a few words
 * @param defaultValue the text where none is set
 * @param example a text that one may set
 * @param choices the only texts that may be set; empty for any of the type
 * @param required whether it must be set
 * @param secret whether it may be given by reference only, and is never shown
 * @param unit what a number counts, if its type does not say so: {@code gigabytes}
 * @param range between what a number, duration or amount must be, where its type allows more
 */
public record Setting(
    String name,
    SettingType type,
    String description,
    Optional<String> defaultValue,
    Optional<String> example,
    List<String> choices,
    boolean required,
    boolean secret,
    Optional<String> unit,
    Optional<Range> range) {

  public Setting {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(defaultValue, "defaultValue");
    Objects.requireNonNull(example, "example");
    choices = List.copyOf(choices);
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(range, "range");
  }

  /** A setting that need not be set. */
  public static Setting of(String name, SettingType type, String description) {
    return new Setting(
        name,
        type,
        description,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** With the text that counts where none is set. */
  public Setting orElse(String text) {
    return new Setting(
        name,
        type,
        description,
        Optional.of(text),
        example,
        choices,
        required,
        secret,
        unit,
        range);
  }

  /** With a text that one may set. */
  public Setting forExample(String text) {
    return new Setting(
        name,
        type,
        description,
        defaultValue,
        Optional.of(text),
        choices,
        required,
        secret,
        unit,
        range);
  }

  /** With the only texts that may be set. */
  public Setting oneOf(String... texts) {
    return new Setting(
        name,
        type,
        description,
        defaultValue,
        example,
        List.of(texts),
        required,
        secret,
        unit,
        range);
  }

  /** One that must be set. */
  public Setting mustBeSet() {
    return required(true);
  }

  /** One that need not be set, though its flavor requires it. */
  public Setting mayBeMissing() {
    return required(false);
  }

  private Setting required(boolean must) {
    return new Setting(
        name, type, description, defaultValue, example, choices, must, secret, unit, range);
  }

  /** One that is given by reference only. */
  public Setting isSecret() {
    return new Setting(
        name, type, description, defaultValue, example, choices, required, true, unit, range);
  }

  /** Whose number counts this: {@code gigabytes}. */
  public Setting in(String counted) {
    return new Setting(
        name,
        type,
        description,
        defaultValue,
        example,
        choices,
        required,
        secret,
        Optional.of(counted),
        range);
  }

  /** Whose least value is this, in the form of its type. */
  public Setting atLeast(String least) {
    return within(Range.from(least));
  }

  /** Whose values are between these, both included, in the form of its type. */
  public Setting between(String least, String most) {
    return within(Range.of(least, most));
  }

  private Setting within(Range values) {
    return new Setting(
        name,
        type,
        description,
        defaultValue,
        example,
        choices,
        required,
        secret,
        unit,
        Optional.of(values));
  }

  /** What its text must be, in words. */
  public String expected() {
    return choices.isEmpty()
        ? range.map(each -> each.expected(type)).orElseGet(type::expected)
            + unit.map(each -> ", in " + each).orElse("")
        : "one of " + String.join(", ", choices);
  }

  /**
   * What it must be set to instead of a text that it does not accept, in words for a message.
   *
   * @param seen the text
   */
  public String expected(String seen) {
    return type == SettingType.GPU && choices.isEmpty() ? type.expected(seen) : expected();
  }

  /** Whether it may be set to a text. */
  public boolean accepts(String text) {
    return choices.isEmpty()
        ? type.accepts(text) && range.map(each -> each.has(text, type)).orElse(true)
        : choices.contains(text);
  }
}

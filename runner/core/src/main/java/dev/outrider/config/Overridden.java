// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

/**
 * A value of a step that comes from a property instead of the code.
 *
 * @param step the step's name
 * @param setting what it sets, such as {@code resources.memory}
 * @param value the value
 * @param key the property
 * @param place where the property is set: {@code outrider.properties, line 3}, or {@code -D}
 */
public record Overridden(String step, String setting, String value, String key, String place) {}

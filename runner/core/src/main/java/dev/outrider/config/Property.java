// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import java.nio.file.Path;

/**
 * One property and where it was set.
 *
 * @param place {@code outrider.properties, line 3}, or {@code -D}
 * @param folder what a relative path of it is below of
 */
record Property(String key, String value, String place, Path folder) {
  /** The same with another value, such as one whose references are resolved. */
  Property withValue(String other) {
    return new Property(key, other, place, folder);
  }
}

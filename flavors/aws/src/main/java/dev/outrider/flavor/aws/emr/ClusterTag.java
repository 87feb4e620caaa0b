// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.Optional;
import software.amazon.awssdk.services.emr.model.Tag;

/**
 * A tag of a cluster.
 *
 * @param key not empty
 * @param value may be empty
 */
record ClusterTag(String key, String value) {

  /**
   * Reads {@code KEY=VALUE}. A value may have more signs of equality; a key has none.
   *
   * @return empty for a text of another form
   */
  static Optional<ClusterTag> of(String text) {
    int sign = text.indexOf('=');
    return sign < 1
        ? Optional.empty()
        : Optional.of(new ClusterTag(text.substring(0, sign), text.substring(sign + 1)));
  }

  /** Whether a cluster's tag is this one; the value that it does not have is empty. */
  boolean is(Tag tag) {
    return key.equals(tag.key()) && value.equals(tag.value() == null ? "" : tag.value());
  }

  @Override
  public String toString() {
    return key + "=" + value;
  }
}

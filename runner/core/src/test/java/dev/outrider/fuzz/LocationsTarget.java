// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import dev.outrider.step.store.StoreLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Places as people, plans and stores spell them: equal if one, apart if two, and never outside. */
public final class LocationsTarget implements FuzzTarget {

  @Override
  public String name() {
    return "locations";
  }

  @Override
  public void check(Hostile input, Path scratch) {
    written(input);
    String key = input.text(8);
    Optional<StoreLocation> folder = folder(input, input.oneOf(List.of("s3://b/", "file:///")));
    if (folder.isEmpty()) {
      return;
    }
    StoreLocation inside;
    try {
      inside = folder.get().resolve(key);
    } catch (IllegalArgumentException e) {
      return;
    }
    check(folder.get().contains(inside), folder.get(), inside, "does not contain");
    check(folder.get().relativize(inside).equals(key), folder.get(), inside, "relativizes wrongly");
    check(StoreLocation.of(inside.uri()).equals(inside), inside, inside, "reads back otherwise");
    StoreLocation spelled = StoreLocation.of(URI.create(spelled(input, inside)));
    check(spelled.equals(inside), spelled, inside, "is another spelling, yet differs from");
    String other = input.changed(key);
    try {
      StoreLocation second = folder.get().resolve(other);
      check(second.equals(inside) == other.equals(key), second, inside, "is mistaken for");
    } catch (IllegalArgumentException e) {
      // a name that no store has
    }
    fetched(folder.get(), inside, scratch);
  }

  /** What a store lists is copied into a folder, and nowhere else. */
  private static void fetched(StoreLocation folder, StoreLocation listed, Path target) {
    try {
      Path file = StoreLocation.fileIn(target, folder.relativize(listed));
      boolean isInside =
          file.normalize().equals(file) && file.startsWith(target) && !file.equals(target);
      if (!isInside) {
        throw new AssertionError(listed + " is copied to " + file + ", outside of " + target);
      }
    } catch (IllegalArgumentException e) {
      // refused, before anything is made
    }
  }

  /** Whatever a person writes is a place or refused. */
  private static void written(Hostile input) {
    try {
      StoreLocation place =
          StoreLocation.of(
              new URI(input.oneOf(List.of("s3://b/", "file:/", "S3://B/", "")) + input.text(8)));
      check(StoreLocation.of(place.uri()).equals(place), place, place, "reads back otherwise");
    } catch (URISyntaxException | IllegalArgumentException e) {
      return;
    }
  }

  private static Optional<StoreLocation> folder(Hostile input, String root) {
    try {
      StoreLocation place = StoreLocation.of(URI.create(root));
      String name = input.text(4);
      return Optional.of(name.isEmpty() ? place : place.resolve(name).folder());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same place with other characters escaped, in other letters. */
  private static String spelled(Hostile input, StoreLocation place) {
    StringBuilder uri = new StringBuilder();
    uri.append(input.oneIn(2) ? place.scheme().toUpperCase(Locale.ROOT) : place.scheme());
    uri.append("://").append(place.authority()).append('/');
    for (byte each : place.key().getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = each >= '0' && each <= '9' || each >= 'a' && each <= 'z' || each == '/';
      String escaped = String.format(input.oneIn(2) ? "%%%02x" : "%%%02X", each & 0xff);
      uri.append(isPlain && !input.oneIn(5) ? Character.toString(each) : escaped);
    }
    return uri.toString();
  }

  private static void check(boolean holds, StoreLocation one, StoreLocation other, String what) {
    if (!holds) {
      throw new AssertionError(one + " (" + one.key() + ") " + what + " " + other);
    }
  }
}

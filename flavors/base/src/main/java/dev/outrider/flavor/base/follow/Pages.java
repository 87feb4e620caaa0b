// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads lists that a service gives in pages: to their end, or it says that there is none. */
public final class Pages {
  /** No list of a platform has so many; a service that always has another page is found out. */
  static final int MOST = 10_000;

  private Pages() {}

  /**
   * One page.
   *
   * @param entries what is on it; empty if the answer was not a list, as from a proxy that answers
   *     for the service; an empty list is present
   * @param next where the next one begins; empty on the last
   */
  public record Page<T>(Optional<List<T>> entries, Optional<String> next) {

    /**
     * A page, as an SDK gives it.
     *
     * @param isList whether the answer has a list at all
     * @param next null or empty text on the last page
     */
    public static <T> Page<T> of(boolean isList, List<T> entries, String next) {
      return new Page<>(
          isList ? Optional.of(entries) : Optional.empty(),
          Optional.ofNullable(next).filter(text -> !text.isEmpty()));
    }
  }

  /** Asks for one page. */
  @FunctionalInterface
  public interface Source<T> {

    /**
     * The page that begins there.
     *
     * @param from empty for the first
     * @throws IOException when it was not answered
     */
    Page<T> page(Optional<String> from) throws IOException;
  }

  /**
   * Everything on all pages.
   *
   * @param what is listed, for messages: {@code the clusters}
   * @throws IOException when a page was not answered or is not a list, or the pages do not end
   */
  public static <T> List<T> all(String what, Source<T> source) throws IOException {
    List<T> found = new ArrayList<>();
    read(
        what,
        source,
        page -> {
          found.addAll(page);
          return false;
        });
    return found;
  }

  /**
   * Reads page after page until there are no more, or one is the last that is needed.
   *
   * @param isLast takes a page, and says whether the next ones are not needed
   * @throws IOException as of {@link #all}
   */
  public static <T> void read(String what, Source<T> source, Predicate<List<T>> isLast)
      throws IOException {
    Set<String> begun = new HashSet<>();
    Optional<String> from = Optional.empty();
    do {
      Page<T> page = source.page(from);
      List<T> entries =
          page.entries()
              .orElseThrow(
                  () ->
                      new IOException(
                          "the answer is no list of %s: look at 'endpoint' and 'proxy'"
                              .formatted(what)));
      from = isLast.test(entries) ? Optional.empty() : page.next();
      if (from.isPresent() && (!begun.add(from.get()) || begun.size() == MOST)) {
        throw new IOException("the pages of %s do not end".formatted(what));
      }
    } while (from.isPresent());
  }
}

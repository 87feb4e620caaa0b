// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.base.follow.Pages.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagesTest {
  private final List<String> asked = new ArrayList<>();

  /** Two jobs a page, three pages. */
  private Page<String> page(Optional<String> from) {
    int first = Integer.parseInt(from.orElse("0"));
    asked.add("from " + first);
    return Page.of(
        true,
        List.of("job-" + first, "job-" + (first + 1)),
        first < 4 ? Integer.toString(first + 2) : null);
  }

  @Test
  void everyPageIsRead() throws Exception {
    assertThat(Pages.all("the jobs", this::page))
        .containsExactly("job-0", "job-1", "job-2", "job-3", "job-4", "job-5");
    assertThat(asked).containsExactly("from 0", "from 2", "from 4");
  }

  @Test
  void noPageIsReadAfterTheLastThatIsNeeded() throws Exception {
    Pages.read("the jobs", this::page, jobs -> jobs.contains("job-2"));

    assertThat(asked).containsExactly("from 0", "from 2");
  }

  @Test
  void anEmptyPageInTheMiddleEndsNothing() throws Exception {
    List<String> found =
        Pages.all(
            "the jobs",
            from ->
                from.isEmpty()
                    ? Page.of(true, List.of(), "more")
                    : Page.of(true, List.of("job-0"), ""));

    assertThat(found).containsExactly("job-0");
  }

  @Test
  void anAnswerThatIsNoListIsNotAnEmptyOne() {
    assertThatThrownBy(
            () ->
                Pages.all(
                    "the jobs",
                    from -> from.isEmpty() ? page(from) : Page.of(false, List.<String>of(), null)))
        .isInstanceOf(IOException.class)
        .hasMessage("the answer is no list of the jobs: look at 'endpoint' and 'proxy'");
  }

  @Test
  void pagesThatLeadBackToOneAreSaidNotToEnd() {
    assertThatThrownBy(() -> Pages.all("the jobs", from -> Page.of(true, List.of("job"), "again")))
        .isInstanceOf(IOException.class)
        .hasMessage("the pages of the jobs do not end");
  }

  @Test
  void pagesThatAlwaysHaveAnotherAreSaidNotToEnd() {
    assertThatThrownBy(
            () ->
                Pages.all(
                    "the jobs",
                    from -> {
                      asked.add("page");
                      return Page.of(true, List.of("job"), "page " + asked.size());
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("the pages of the jobs do not end");
    assertThat(asked).hasSize(Pages.MOST);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final Unasked UNASKED = new Unasked("The cloud", "far");

  private final List<String> looked = new ArrayList<>();

  private List<Finding> found(Finding finding) {
    looked.add(finding.subject());
    return List.of(finding);
  }

  private List<Finding> after(Finding first) {
    return new Checks()
        .look(() -> found(first))
        .lookUnlessFailed(
            "Who asks is not known.",
            List.of(
                new Checks.Look("bucket", () -> found(Finding.failed("bucket", "Not there."))),
                new Checks.Look("cluster", () -> found(Finding.passed("cluster", "It runs.")))))
        .look(() -> found(Finding.notSeen("quotas", "Look there.")))
        .findings();
  }

  @Test
  void afterAFailureNothingThatNeedsItIsLookedAtAndEachOfItIsNotSeen() {
    assertThat(after(Finding.failed("credentials", "None.")))
        .containsExactly(
            Finding.failed("credentials", "None."),
            Finding.notSeen("cluster", "Who asks is not known."),
            Finding.notSeen("quotas", "Look there."),
            Finding.notSeen("bucket", "Who asks is not known."));
    assertThat(looked).containsExactly("credentials", "quotas");
  }

  @Test
  void whatIsNotSeenStopsNothingAndOneOfSeveralThatFailsStopsNoOther() {
    assertThat(after(Finding.notSeen("credentials", "503.")))
        .extracting(Finding::subject)
        .containsExactly("credentials", "cluster", "quotas", "bucket");
    assertThat(looked).containsExactly("credentials", "bucket", "cluster", "quotas");
  }

  @Test
  void whatIsNoSubjectOfAllStaysBehindWhatWasFoundBeforeIt() {
    assertThat(
            new Checks()
                .look(
                    () ->
                        List.of(Finding.passed("bucket", "There."), Finding.passed("read", "Yes.")))
                .look(() -> List.of(Finding.passed("credentials", "Ada.")))
                .findings())
        .extracting(Finding::subject)
        .containsExactly("credentials", "bucket", "read");
  }

  @Test
  void whoMayNotAskIsToldWhichRightIsMissingAndNobodyElse() {
    assertThat(UNASKED.notSeen("bucket", "s3:ListBucket", Problem.DENIED, "403"))
        .isEqualTo(
            Finding.notSeen(
                "bucket",
                "The cloud has not answered: 403. Allow s3:ListBucket; 'outrider step-operator"
                    + " describe far --iam' prints it all."));
    assertThat(UNASKED.notSeen("bucket", "s3:ListBucket", Problem.UNANSWERED, "503"))
        .isEqualTo(Finding.notSeen("bucket", "The cloud has not answered: 503."));
    assertThat(UNASKED.setting("region")).isEqualTo("'step-operator.far.region'");
  }

  @Test
  void anInterruptedThreadStaysInterrupted() {
    UNASKED.notSeen("bucket", "s3:ListBucket", Problem.INTERRUPTED, "interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }
}

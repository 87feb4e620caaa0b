// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.StepOperator;
import dev.outrider.testkit.stub.Play;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a flavor says of itself, and what it costs to have an operator. */
abstract class DescriptionContract extends OperatorContract {

  /** A default of the flavor's own, in words, at the end of a description. */
  private static final Pattern DEFAULT = Pattern.compile(" \\(default: [^()]+\\)$");

  @Test
  void aFlavorSaysTheSameOfItselfEachTime() {
    assertThat(platform().flavor().info()).isEqualTo(platform().flavor().info());
  }

  @Test
  void aFlavorIsDescribedInFull() {
    FlavorInfo info = platform().flavor().info();

    assertThat(info.name()).matches("[a-z][a-z0-9-]{0,39}");
    assertThat(info.integration()).matches("[a-z][a-z0-9-]{0,39}");
    assertThat(info.notes()).isNotBlank();
    assertThat(info.deployModes()).as("where drivers run").isNotEmpty();
    assertThat(info.storeSchemes()).as("artifact stores").isNotEmpty();
    assertThat(info.gpuKinds())
        .as("kinds of GPU, by the chip's name and not in the platform's words")
        .allMatch(SettingType.GPU::accepts);
    for (FlavorInfo.Conditional each : info.conditional()) {
      assertThat(info.settings())
          .as("the setting of what depends on '" + each.setting() + " = " + each.value() + "'")
          .anyMatch(known -> known.name().equals(each.setting()) && known.accepts(each.value()));
      assertThat(info.capabilities()).doesNotContainAnyElementsOf(each.capabilities());
    }
    assertThat(info.limits()).extracting(ProviderLimit::source).noneMatch(String::isBlank);
    for (Setting each : info.settings()) {
      assertThat(each.name()).matches("[a-z][a-z0-9-]*");
      assertThat(each.description()).as(each.name()).isNotBlank();
      each.defaultValue().ifPresent(text -> assertThat(each.accepts(text)).as(text).isTrue());
      if (!each.secret()) {
        each.example().ifPresent(text -> assertThat(each.accepts(text)).as(text).isTrue());
      }
      if (each.required()) {
        assertThat(each.example()).as("an example of '" + each.name() + "'").isPresent();
      }
    }
  }

  @Test
  void aSettingWithOneMeaningIsDeclaredAsEverywhere() {
    for (Setting common :
        Stream.concat(CommonSettings.EVERY.stream(), CommonSettings.NETWORK.stream()).toList()) {
      info().settings().stream()
          .filter(each -> each.name().equals(common.name()))
          .forEach(
              each -> {
                assertThat(each.type()).as(each.name()).isEqualTo(common.type());
                assertThat(DEFAULT.matcher(each.description()).replaceFirst(""))
                    .isEqualTo(common.description());
              });
    }
  }

  @Test
  void openingAnOperatorAsksNobody() {
    int before = platform().seen().size();
    int calls = platform().faults().map(each -> each.calls()).orElse(0);

    another();

    assertThat(platform().seen()).hasSize(before);
    assertThat(platform().faults().map(each -> each.calls()).orElse(0)).isEqualTo(calls);
  }

  @Test
  void aCheckSaysEachThingInALineAndMakesNoJob() {
    List<Finding> findings = operator().check(store().toUri());

    assertThat(findings).isNotEmpty();
    assertThat(findings).extracting(Finding::subject).doesNotHaveDuplicates();
    List<String> known =
        findings.stream().map(Finding::subject).filter(Finding.SUBJECTS::contains).toList();
    assertThat(known)
        .as("the order in which every flavor reports")
        .isSortedAccordingTo(Comparator.comparing(Finding.SUBJECTS::indexOf));
    for (Finding each : findings) {
      assertThat(each.subject()).isNotBlank().doesNotContain("\n");
      assertThat(each.message()).isNotBlank().doesNotContain("\n");
    }
    assertThat(platform().jobs(key(1))).isZero();
  }

  @Test
  void closingAnOperatorLeavesItsJobsRunning() throws Exception {
    StepOperator first = open();
    JobHandle job =
        Ordered.submit(
            first, order(Play.of().claims().awaits(file("go")).writes("succeeded")), OWNED);

    first.close();

    assertThat(awaitStatus(job, each -> each instanceof JobStatus.Running || each.isFinal()))
        .isInstanceOf(JobStatus.Running.class);
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void anOperatorThatIsClosedLeavesNoThread() throws Exception {
    StepOperator first = open();
    first.find(key(1));
    first.close();
    // with what an SDK keeps once for its class loader, however many operators there are
    Set<Thread> before = threads();
    List<StepOperator> many = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      StepOperator each = open();
      each.find(key(1));
      many.add(each);
    }

    many.forEach(StepOperator::close);
    many.clear();

    eventually()
        .see(
            "the end of the operators' threads",
            () -> {
              System
                  .gc(); // what is not held any more may end only then, as a JDK's HTTP client does
              Set<Thread> left = threads();
              left.removeAll(before);
              return left;
            },
            Set::isEmpty);
  }

  private Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> !platform().owns(each))
        .collect(Collectors.toSet());
  }
}

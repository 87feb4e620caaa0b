// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The harness that proves contracts, on a contract of three tests. */
class ContractMatrixTest {

  /** What a stack promises. */
  abstract static class StackContract {
    abstract Deque<Integer> stack();

    @Test
    void aNewStackIsEmpty() {
      assertThat(stack()).isEmpty();
    }

    @Nested
    class Taking {
      @Test
      void theLastComesFirst() {
        Deque<Integer> stack = stack();

        stack.push(1);
        stack.push(2);

        assertThat(stack.pop()).isEqualTo(2);
      }

      @ParameterizedTest
      @ValueSource(ints = {0, 1, -1})
      void whatIsPutIsTaken(int number) {
        Deque<Integer> stack = stack();

        stack.push(number);

        assertThat(stack.pop()).isEqualTo(number);
      }
    }
  }

  @ExtendWith(VariantParameter.class)
  static class Stack extends StackContract {
    private final Optional<BrokenStack> broken;

    Stack(Variant variant) {
      this.broken = variant.of(BrokenStack.values());
    }

    @Override
    Deque<Integer> stack() {
      return broken.map(BrokenStack::stack).orElseGet(ArrayDeque::new);
    }
  }

  enum BrokenStack implements BrokenVariant {
    FIRST_COMES_FIRST("Taking.theLastComesFirst") {
      @Override
      Deque<Integer> stack() {
        return new ArrayDeque<>() {
          @Override
          public void push(Integer number) {
            addLast(number);
          }
        };
      }
    },
    NEVER_EMPTY("aNewStackIsEmpty") {
      @Override
      Deque<Integer> stack() {
        return new ArrayDeque<>(List.of(0));
      }
    },
    NOTHING_BELOW_NULL("Taking.whatIsPutIsTaken") {
      @Override
      Deque<Integer> stack() {
        return new ArrayDeque<>() {
          @Override
          public void push(Integer number) {
            super.push(Math.max(0, number));
          }
        };
      }
    };

    private final List<String> caughtBy;

    BrokenStack(String... caughtBy) {
      this.caughtBy = List.of(caughtBy);
    }

    @Override
    public List<String> caughtBy() {
      return caughtBy;
    }

    abstract Deque<Integer> stack();
  }

  record Named(String name, List<String> caughtBy) implements BrokenVariant {}

  @ExtendWith(VariantParameter.class)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class Unfinished {
    @BeforeAll
    void start(Variant variant) {
      variant
          .name()
          .ifPresent(
              name -> {
                throw new IllegalStateException(name);
              });
    }

    @Test
    void passes() {}

    @Test
    @Disabled
    void isSwitchedOff() {}
  }

  @Test
  void aRunNamesTheTestsThatFailedAfterTheirNestedClass() {
    ContractRun run = ContractRun.of(Stack.class, "nothing-below-null");

    assertThat(run.all())
        .containsExactly("Taking.theLastComesFirst", "Taking.whatIsPutIsTaken", "aNewStackIsEmpty");
    assertThat(run.failed()).containsExactly("Taking.whatIsPutIsTaken");
    assertThat(run.skipped()).isEmpty();
    assertThat(ContractRun.unbroken(Stack.class).failed()).isEmpty();
  }

  @Test
  void ofAClassThatFailsAsAWholeAllTestsFail() {
    assertThat(ContractRun.of(Unfinished.class, "no-start").failed())
        .containsExactly("isSwitchedOff", "passes");
    assertThat(ContractRun.unbroken(Unfinished.class).skipped()).containsExactly("isSwitchedOff");
  }

  @Test
  void aVariantThatDoesNotExistIsNoPass() {
    assertThat(ContractRun.of(Stack.class, "misspelt").failed()).hasSize(3);
    assertThatThrownBy(() -> ContractRun.unbroken(String.class))
        .hasMessage("class java.lang.String has no test.");
  }

  @Test
  void aContractIsProvenWhenEachVariantIsSeenAndEachTestIsNamed() {
    ContractMatrix matrix = ContractMatrix.of("stack", Stack.class, BrokenStack.values());

    matrix.verify();

    assertThat(matrix)
        .hasToString(
            """
            stack: 3 tests, 3 broken variants

            broken variant      tests that catch it, the named ones first
            first-comes-first   * Taking.theLastComesFirst
            never-empty         * aNewStackIsEmpty
            nothing-below-null  * Taking.whatIsPutIsTaken

            test                      variants that turn it red
            Taking.theLastComesFirst  first-comes-first
            Taking.whatIsPutIsTaken   nothing-below-null
            aNewStackIsEmpty          never-empty
            """);
  }

  @Test
  void whatIsNotProvenIsNamed() {
    ContractMatrix matrix =
        ContractMatrix.of(
            "stack",
            Stack.class,
            new Named("FIRST_COMES_FIRST", List.of("Taking.whatIsPutIsTaken", "Taking.gone")),
            new Named("NEVER_EMPTY", List.of()));

    assertThatThrownBy(matrix::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            5 problems in contract stack:
              variant first-comes-first is not seen by Taking.whatIsPutIsTaken
              variant first-comes-first names Taking.gone, which does not exist
              variant never-empty names no test
              Taking.theLastComesFirst is named by no variant; red for: [first-comes-first]
              aNewStackIsEmpty is named by no variant; red for: [never-empty]""");
  }

  @Test
  void anUnbrokenSubjectThatFailsOrSkipsProvesNothing() {
    assertThat(ContractMatrix.of("unfinished", Unfinished.class).problems())
        .contains("isSwitchedOff shows nothing on the unbroken subject");
  }
}

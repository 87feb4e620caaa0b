// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Project;
import picocli.CommandLine.Option;

/** The option {@code --rehearse}, and what comes with it. */
final class RehearsalOption {
  @Option(
      names = "--rehearse",
      description =
          "runs on loopback platforms of this machine instead of the real ones, with stores of"
              + " their own")
  private boolean rehearse;

  boolean isSet() {
    return rehearse;
  }

  Project applyTo(Project project) {
    return rehearse ? project.rehearsed() : project;
  }

  /** Says that it is a rehearsal, before anything else is said of the run. */
  void tell(ConfiguredPlan plan, Terminal terminal) {
    if (rehearse) {
      terminal
          .err()
          .println(
              "This is a rehearsal, on platforms of this machine; its runs and outputs are in "
                  + plan.configuration().runStore().getParent()
                  + ".");
    }
  }

  /** Closes a plan also where this process is ended before it does so itself. */
  static AutoCloseable guard(ConfiguredPlan plan) {
    if (!plan.project().isRehearsal()) {
      return () -> {};
    }
    Thread hook = new Thread(plan::close, "outrider-rehearsal-end");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // this process ends already, and the hook runs
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.text.TextLimit;

/** Hands all on, and bounds warnings: they repeat what platforms and stores say. */
record BoundedWarnings(RunListener listener) implements RunListener {

  @Override
  public void changed(RunState state) {
    listener.changed(state);
  }

  @Override
  public void warned(String message) {
    listener.warned(TextLimit.MESSAGE.cut(message));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.JsonObject;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import java.util.Optional;

/**
 * One operation of a service.
 *
 * @param call what it asks a platform for
 * @param action what it does
 */
record ServiceOperation(Call call, Action action) {

  /** From a request that is valid by the model to an answer that must be. */
  @FunctionalInterface
  interface Action {

    /**
     * Does what is asked. Called on several threads at once.
     *
     * @param fault {@link Fault#EMPTY_LIST} or {@link Fault#UNKNOWN_STATE}, or empty
     * @return without a member if the operation has no output
     * @throws ServiceException to refuse it
     */
    JsonObject answer(Fields request, Optional<Fault> fault) throws ServiceException;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.store;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Creates an object unless there is one, where answers may be lost. Each write has an id that is
 * kept with the object: who finds an object after a lost answer knows by it whether it is his own.
 */
public final class CreateOnce {
  private static final int MOST_TRIES = 5;

  private CreateOnce() {}

  /** The requests for one object. */
  public interface Requests {

    /**
     * Sends one request to create it, once.
     *
     * @param write the id, kept with the object
     * @return whether it was created; false when there is one
     * @throws AgainException when it may be sent again
     * @throws IOException when it may not: it was refused, or the thread interrupted
     */
    boolean isCreated(String write) throws IOException;

    /** The id that is kept with the object; empty where there is no object, or no id. */
    Optional<String> writer() throws IOException;
  }

  /** A request that had no clear answer. */
  public static final class AgainException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;
    private final boolean mayHaveCreated;

    /**
     * @param failure what the caller gets when it is not sent again
     * @param mayHaveCreated whether the object may be there by it
     */
    public AgainException(IOException failure, boolean mayHaveCreated) {
      super(failure);
      this.failure = Objects.requireNonNull(failure, "failure");
      this.mayHaveCreated = mayHaveCreated;
    }
  }

  /**
   * Creates the object.
   *
   * @param write an id that no other write has
   * @return whether this call has created it
   * @throws IOException when that is not known
   */
  public static boolean create(String write, Requests requests) throws IOException {
    boolean mayBeOurs = false;
    for (int tries = 1; true; tries++) {
      try {
        return requests.isCreated(write)
            || mayBeOurs && requests.writer().equals(Optional.of(write));
      } catch (AgainException e) {
        if (tries == MOST_TRIES) {
          throw e.failure;
        }
        mayBeOurs |= e.mayHaveCreated;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every promise of a step operator, as tests. The author of a flavor extends this class once for
 * each way in which its operators work, and brings the platform:
 *
 * <pre>
 * class EmrContractTest extends StepOperatorContract {
 *   &#64;Override
 *   protected PlatformUnderTest start(Path folder) {
 *     return new LoopbackEmr(folder);
 *   }
 * }
 * </pre>
 *
 * <p>The tests are split by what they are about. What a flavor does not declare among its
 * capabilities is tested to be refused in a clear way. What the platform cannot be made to do, by
 * {@link PlatformUnderTest#powers}, is reported as skipped; at the end these tests are listed with
 * the reason and with what to provide.
 */
@ExtendWith(ContractReport.class)
public abstract class StepOperatorContract {

  /**
   * Starts a platform of one test.
   *
   * @param folder empty, of this platform alone
   * @return the contract closes it
   */
  protected abstract PlatformUnderTest start(Path folder) throws Exception;

  /**
   * How long a test waits for what happens by itself, before it has failed; a minute by default.
   */
  protected Duration patience() {
    return Duration.ofMinutes(1);
  }

  /** What a flavor says of itself. */
  @Nested
  class Description extends DescriptionContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** What an order becomes. */
  @Nested
  class Request extends RequestContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** One job for each attempt. */
  @Nested
  class Submitting extends SubmissionContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** Looking a job up by its key. */
  @Nested
  class Finding extends FindContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** What the platform says of a job. */
  @Nested
  class Following extends StatusContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** Ending a job. */
  @Nested
  class Cancelling extends CancelContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** What is made for a whole run, and its end. */
  @Nested
  class Releasing extends ReleaseContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** What a driver has printed. */
  @Nested
  class Logs extends LogContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }

  /** What must never be readable. */
  @Nested
  class Secrets extends SecretContract {
    @Override
    PlatformUnderTest start(Path folder) throws Exception {
      return StepOperatorContract.this.start(folder);
    }

    @Override
    Duration patience() {
      return StepOperatorContract.this.patience();
    }
  }
}

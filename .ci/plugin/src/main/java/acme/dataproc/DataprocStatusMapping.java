// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import com.google.cloud.dataproc.v1.JobStatus.State;
import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Optional;

/** What Dataproc's states mean. Pure. */
final class DataprocStatusMapping {
  private DataprocStatusMapping() {}

  static JobStatus of(com.google.cloud.dataproc.v1.JobStatus status) {
    State state = status.getState();
    return switch (state) {
      case PENDING, SETUP_DONE -> new JobStatus.Queued();
      case RUNNING, CANCEL_PENDING, CANCEL_STARTED, ATTEMPT_FAILURE ->
          new JobStatus.Running(Optional.empty());
      case DONE -> new JobStatus.Succeeded();
      case CANCELLED -> new JobStatus.Cancelled();
      case ERROR ->
          new JobStatus.Failed(FailureKind.PLATFORM, "Dataproc says: " + status.getDetails());
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          new JobStatus.Running(Optional.of(String.valueOf(status.getStateValue())));
    };
  }
}

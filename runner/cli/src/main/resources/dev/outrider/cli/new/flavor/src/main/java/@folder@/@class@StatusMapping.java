package @package@;

import dev.outrider.flavor.JobStatus;
import java.util.Optional;

/** The meaning of the platform's states. Pure. */
final class @class@StatusMapping {

  private @class@StatusMapping() {}

  /** An unknown state is a running job, never a failed one. Add each state of the platform. */
  static JobStatus of(String state) {
    return switch (state) {
      case "PENDING" -> new JobStatus.Queued();
      case "RUNNING" -> new JobStatus.Running(Optional.empty());
      case "SUCCEEDED" -> new JobStatus.Succeeded();
      case "CANCELLED" -> new JobStatus.Cancelled();
      // a failure has a kind: StepExit.failed(exitCode), or new JobStatus.Failed(kind, reason)
      default -> new JobStatus.Running(Optional.of(state));
    };
  }
}

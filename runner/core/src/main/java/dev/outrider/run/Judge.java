// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobStatus;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Concludes how an attempt has ended. */
interface Judge {
  /**
   * @param folder the attempt's folder
   * @param key the attempt's key; a result of another is none
   * @param status the platform's last word
   * @param outputs the outputs that the step declares
   * @throws IOException when the evidence could not be read, which is never an answer
   */
  Verdict judge(URI folder, String key, JobStatus status, List<String> outputs) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import java.time.Duration;
import java.util.Map;

/**
 * @param endpoint host and port
 * @param spark Spark's configuration
 * @param requestTimeout how long an answer may take
 */
record DataprocSettings(
    String endpoint,
    String project,
    String region,
    String cluster,
    Map<String, String> spark,
    Duration requestTimeout) {}

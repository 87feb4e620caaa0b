// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.util.Optional;

/**
 * A process, as {@code launch.sh} wrote it down.
 *
 * @param format 1
 * @param host the machine's name
 * @param boot names the machine's boot, for numbers of processes start anew with each
 * @param namespace names the pid namespace, in which alone the number means anything: a container
 *     has its own; empty where the system has none, and of an earlier version
 * @param request the hash of the request that it was started for; empty of an earlier version
 * @param pid its number
 * @param started when it was started, in the system's words: the number may be another's by now
 */
record ProcessRecord(
    int format,
    String host,
    String boot,
    Optional<String> namespace,
    Optional<String> request,
    long pid,
    String started) {}

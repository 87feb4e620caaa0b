// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.Settings;
import java.util.HashMap;
import java.util.Map;

/** Settings of clusters that are made. */
final class Transients {
  private Transients() {}

  /** What must be set. */
  static Map<String, String> least() {
    return Map.of(
        "release-label", "emr-7.9.0",
        "service-role", "EMR_DefaultRole_V2",
        "instance-profile", "EMR_EC2_DefaultRole",
        "worker-instance-types", "m5.2xlarge");
  }

  /** With no more than what must be set. */
  static TransientSettings plain() {
    return with(Map.of());
  }

  /** With everything that can be set. */
  static TransientSettings gpus() {
    return with(everything());
  }

  /** The same as they are set. */
  static Map<String, String> everything() {
    Map<String, String> all = new HashMap<>(least());
    all.putAll(
        Map.ofEntries(
            Map.entry("instance-profile", "arn:aws:iam::123456789012:instance-profile/workers"),
            Map.entry("subnets", "subnet-0a1b2c3d, subnet-4e5f6a7b"),
            Map.entry("security-configuration", "encrypted"),
            Map.entry("primary-instance-type", "m6i.xlarge"),
            Map.entry("worker-instance-types", "g4dn.2xlarge, g5.2xlarge"),
            Map.entry("worker-market", "spot-or-on-demand"),
            Map.entry("workers", "4"),
            Map.entry("spot-timeout", "20m"),
            Map.entry("ec2-key-name", "on-call"),
            Map.entry("bootstrap-actions", "s3://acme/bootstrap/certificates.sh"),
            Map.entry("step-concurrency", "8"),
            Map.entry("idle-timeout", "15m"),
            Map.entry("rapids", "true"),
            Map.entry("log-uri", "s3://acme-logs/emr/")));
    return all;
  }

  /** With others over what must be set. */
  static TransientSettings with(Map<String, String> more) {
    return TransientSettings.of(settings(more));
  }

  static Settings settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(least());
    all.putAll(more);
    return Settings.of(EmrFlavor.INFO.settings(), all);
  }
}

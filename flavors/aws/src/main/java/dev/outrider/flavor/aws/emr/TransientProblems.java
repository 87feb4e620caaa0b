// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static dev.outrider.flavor.aws.emr.TransientSettings.BOOTSTRAP_ACTIONS;
import static dev.outrider.flavor.aws.emr.TransientSettings.INSTANCE_PROFILE;
import static dev.outrider.flavor.aws.emr.TransientSettings.PRIMARY_TYPE;
import static dev.outrider.flavor.aws.emr.TransientSettings.RAPIDS;
import static dev.outrider.flavor.aws.emr.TransientSettings.SERVICE_ROLE;
import static dev.outrider.flavor.aws.emr.TransientSettings.SUBNETS;
import static dev.outrider.flavor.aws.emr.TransientSettings.WORKER_TYPES;

import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with the settings of clusters that an operator makes. */
final class TransientProblems {
  private static final List<Setting> REQUIRED =
      List.of(INSTANCE_PROFILE, SERVICE_ROLE, WORKER_TYPES);

  private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-f]{8,17}");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z0-9-]+");

  /** "A maximum of 30 … with an allocation strategy": InstanceTypeConfig, EMR API Reference. */
  private static final int MOST_TYPES = 30;

  private static final Pattern SCRIPT = Pattern.compile("s3://[^/]+/.+");

  private final Settings settings;
  private final String prefix;
  private final List<String> problems = new ArrayList<>();

  private TransientProblems(Settings settings, String prefix) {
    this.settings = settings;
    this.prefix = prefix;
  }

  /**
   * All of them.
   *
   * @param prefix what stands before their names in the configuration: {@code step-operator.emr.}
   * @return sentences
   */
  static List<String> of(Settings settings, String prefix) {
    TransientProblems found = new TransientProblems(settings, prefix);
    if (settings.text(EmrSettings.RELEASE_LABEL.name()).isEmpty()) {
      found.lookForIdle();
    } else {
      found.look();
    }
    return found.problems;
  }

  /** Those that are set though no cluster is made; one with a default is as good as not set. */
  private void lookForIdle() {
    for (Setting each : TransientSettings.ALL) {
      if (each.defaultValue().isEmpty() && settings.text(each.name()).isPresent()) {
        add(
            each,
            "is set without '%s%s', for whose cluster it would be. Set both, or none"
                .formatted(prefix, EmrSettings.RELEASE_LABEL.name()));
      }
    }
  }

  private void look() {
    for (Setting each : REQUIRED) {
      if (list(each).isEmpty()) {
        add(each, "is missing; set it, for example to " + each.example().orElseThrow());
      }
    }
    forms(SUBNETS, SUBNET);
    forms(PRIMARY_TYPE, TYPE);
    forms(WORKER_TYPES, TYPE);
    forms(BOOTSTRAP_ACTIONS, SCRIPT);
    workers();
  }

  private void workers() {
    List<String> types = list(WORKER_TYPES);
    long withGpus = types.stream().filter(each -> GpuInstances.of(each) > 0).count();
    if (types.size() > MOST_TYPES) {
      add(WORKER_TYPES, "has " + types.size() + " types but must have at most " + MOST_TYPES);
    }
    if (withGpus > 0 && withGpus < types.size()) {
      add(
          WORKER_TYPES,
          ("has types with GPUs and types without: %s, and YARN is set up for one or the"
                  + " other. Make two operators of them")
              .formatted(types));
    }
    if (withGpus == 0 && !types.isEmpty() && settings.flag(RAPIDS.name())) {
      add(
          RAPIDS,
          "is true, but no type of '%s%s' is known to have GPUs: %s"
              .formatted(prefix, WORKER_TYPES.name(), types));
    }
  }

  private List<String> list(Setting setting) {
    return TransientSettings.list(settings, setting);
  }

  private void forms(Setting setting, Pattern form) {
    for (String each : list(setting)) {
      if (!form.matcher(each).matches()) {
        add(
            setting,
            "has '%s' but must be like %s"
                .formatted(each, setting.example().or(setting::defaultValue).orElseThrow()));
      }
    }
  }

  private void add(Setting setting, String problem) {
    problems.add("'" + prefix + setting.name() + "' " + problem + ".");
  }
}

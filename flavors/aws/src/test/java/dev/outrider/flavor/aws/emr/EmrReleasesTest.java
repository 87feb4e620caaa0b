// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.Platform;
import org.junit.jupiter.api.Test;

class EmrReleasesTest {

  @Test
  void aReleaseOfTheTableIsTold() {
    assertThat(EmrReleases.platform("emr-7.9.0")).contains(new Platform("3.5.5_2.12", 17));
    assertThat(EmrReleases.platform("emr-7.13.0")).contains(new Platform("3.5.6_2.12", 17));
  }

  @Test
  void ofOthersNothingIsGuessed() {
    for (String each : new String[] {"emr-7.99.0", "emr-8.0.0", "emr-spark-8.0.0", "emr-7", ""}) {
      assertThat(EmrReleases.platform(each)).as(each).isEmpty();
      assertThat(EmrReleases.isTooOld(each)).as(each).isFalse();
    }
  }

  @Test
  void linesWithoutJava17ByDefaultAreTooOld() {
    assertThat(EmrReleases.isTooOld("emr-6.15.0")).isTrue();
    assertThat(EmrReleases.platform("emr-6.15.0")).isEmpty();
    assertThat(EmrReleases.isTooOld("emr-7.0.0")).isFalse();
  }
}

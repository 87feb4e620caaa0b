// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kinds of GPU, by the chip's name, which means the same on every platform; flavors translate
 * it into their platform's words. A flavor of a chip that is not here declares its own name.
 */
public enum GpuType {
  /** NVIDIA T4, 16 GB. */
  T4,
  /** NVIDIA L4, 24 GB. */
  L4,
  /** NVIDIA A10G, 24 GB, as AWS has it. */
  A10G,
  /** NVIDIA A10, 24 GB, as Azure has it. */
  A10,
  /** NVIDIA L40S, 48 GB. */
  L40S,
  /** NVIDIA P4, 8 GB. */
  P4,
  /** NVIDIA P100, 16 GB. */
  P100,
  /** NVIDIA V100, 16 or 32 GB. */
  V100,
  /** NVIDIA A100 with 40 GB. */
  A100,
  /** NVIDIA A100 with 80 GB. */
  A100_80GB,
  /** NVIDIA H100, 80 GB. */
  H100,
  /** NVIDIA H100 in Google's A3 Mega machines, 80 GB. */
  H100_MEGA,
  /** NVIDIA H200, 141 GB. */
  H200,
  /** NVIDIA B200. */
  B200,
  /** NVIDIA GB200. */
  GB200;

  /** The name in configuration and code: {@code a100-80gb}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The chip that a platform's word means: {@code nvidia-tesla-t4} and {@code NVIDIA_TESLA_T4} of
   * Google's accelerator types are {@code t4}, {@code nvidia-h100-mega-80gb} is {@code h100-mega}.
   *
   * @return empty for a word of no chip that is listed here
   */
  public static Optional<GpuType> meantBy(String word) {
    String chip =
        word.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^(nvidia-)?(tesla-)?", "");
    return Stream.of(chip, chip.replaceFirst("-[0-9]+gb$", ""))
        .flatMap(each -> Arrays.stream(values()).filter(type -> type.id().equals(each)))
        .findFirst();
  }
}

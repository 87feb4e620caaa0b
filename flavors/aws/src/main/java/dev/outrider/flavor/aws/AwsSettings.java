// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import java.util.List;

/** The settings that say who asks AWS, and where: the same for all that is reached there. */
public final class AwsSettings {

  /** Where the services are. */
  public static final Setting REGION =
      Setting.of(
              "region",
              SettingType.TEXT,
              "the region; where it is not set, that of AWS_REGION, AWS_DEFAULT_REGION or the"
                  + " profile")
          .forExample("eu-west-1");

  static final Setting PROFILE =
      Setting.of(
              "profile",
              SettingType.TEXT,
              "the profile of the AWS configuration files whose credentials are used, instead of"
                  + " the usual chain: variables, the profile of AWS_PROFILE, container, instance")
          .forExample("data-platform");

  static final Setting ASSUME_ROLE =
      Setting.of(
              "assume-role",
              SettingType.TEXT,
              "the ARN of a role that is assumed with those credentials")
          .forExample("arn:aws:iam::123456789012:role/outrider");

  static final Setting EXTERNAL_ID =
      Setting.of("external-id", SettingType.TEXT, "the external id that the role's owner asks for")
          .forExample("acme-7");

  static final Setting ACCESS_KEY_ID =
      Setting.of(
              "access-key-id",
              SettingType.TEXT,
              "the id of a fixed access key, instead of the usual chain")
          .isSecret();

  static final Setting SECRET_ACCESS_KEY =
      Setting.of("secret-access-key", SettingType.TEXT, "the fixed access key itself").isSecret();

  static final Setting SESSION_TOKEN =
      Setting.of("session-token", SettingType.TEXT, "the session token of a temporary access key")
          .isSecret();

  /** Another address of STS. */
  public static final Setting STS_ENDPOINT =
      Setting.of(
              "sts-endpoint",
              SettingType.URI,
              "the address of STS, where it is not the usual one of the region")
          .forExample("https://sts.eu-west-1.amazonaws.com");

  /** Who asks, and where. */
  public static final List<Setting> IDENTITY =
      List.of(
          REGION,
          PROFILE,
          ASSUME_ROLE,
          EXTERNAL_ID,
          ACCESS_KEY_ID,
          SECRET_ACCESS_KEY,
          SESSION_TOKEN,
          STS_ENDPOINT);

  private AwsSettings() {}

  /**
   * Looks whether the settings go together.
   *
   * @param prefix what stands before their names in the configuration, for messages: {@code
   *     step-operator.emr.}
   * @throws IllegalArgumentException when they do not
   */
  static void check(Settings settings, String prefix) {
    both(settings, prefix, ACCESS_KEY_ID, SECRET_ACCESS_KEY, "");
    both(settings, prefix, SECRET_ACCESS_KEY, ACCESS_KEY_ID, "");
    both(settings, prefix, SESSION_TOKEN, ACCESS_KEY_ID, ", whose token it would be");
    if (has(settings, ACCESS_KEY_ID) && has(settings, PROFILE)) {
      throw new IllegalArgumentException(
          ("Both '%s%s' and '%s%s' are set, and only one of them can say who asks. Take one"
                  + " away.")
              .formatted(prefix, PROFILE.name(), prefix, ACCESS_KEY_ID.name()));
    }
    both(settings, prefix, EXTERNAL_ID, ASSUME_ROLE, ", the role that it is for");
    settings
        .text(ASSUME_ROLE.name())
        .filter(arn -> !arn.matches("arn:aws[a-z-]*:iam::[0-9]{12}:role/.+"))
        .ifPresent(
            arn -> {
              throw new IllegalArgumentException(
                  "'%s%s' is '%s' but must be a role's ARN such as %s."
                      .formatted(
                          prefix, ASSUME_ROLE.name(), arn, ASSUME_ROLE.example().orElseThrow()));
            });
  }

  private static void both(
      Settings settings, String prefix, Setting set, Setting needed, String reason) {
    if (has(settings, set) && !has(settings, needed)) {
      throw new IllegalArgumentException(
          "'%s%s' is set without '%s%s'%s. Set both, or none."
              .formatted(prefix, set.name(), prefix, needed.name(), reason));
    }
  }

  private static boolean has(Settings settings, Setting setting) {
    return settings.text(setting.name()).isPresent();
  }
}

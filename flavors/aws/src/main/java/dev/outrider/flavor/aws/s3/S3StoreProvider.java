// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ArtifactStoreInfo;
import dev.outrider.store.ArtifactStoreProvider;
import dev.outrider.store.StoreContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Artifacts in Amazon S3: {@code s3://BUCKET/FOLDER}. */
public final class S3StoreProvider implements ArtifactStoreProvider {
  private static final String PREFIX = "artifact-store.";
  private static final String BUCKET = "bucket";
  private static final String SSE_S3 = "sse-s3";
  private static final String SSE_KMS = "sse-kms";

  private static final Setting ENCRYPTION =
      Setting.of(
              "encryption",
              SettingType.TEXT,
              "how S3 encrypts what the orchestrator writes: as the bucket says, with S3's own keys,"
                  + " or with KMS")
          .oneOf(BUCKET, SSE_S3, SSE_KMS)
          .orElse(BUCKET);

  private static final Setting KMS_KEY =
      Setting.of("kms-key", SettingType.TEXT, "the KMS key, where it is not the account's own")
          .forExample("arn:aws:kms:eu-west-1:123456789012:key/1234abcd");

  private static final ArtifactStoreInfo INFO =
      new ArtifactStoreInfo(Set.of("s3"), "aws", "Keeps artifacts in Amazon S3.", settings())
          .reachedBy(S3Hadoop.ACCESS);

  private static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>(AwsSettings.IDENTITY);
    settings.addAll(CommonSettings.NETWORK);
    settings.add(ENCRYPTION);
    settings.add(KMS_KEY);
    return settings;
  }

  /** The KMS key that what is written to a store is encrypted with, as far as one is named. */
  public static Optional<String> key(URI store, Settings settings) {
    return INFO.schemes().contains(store.getScheme())
        ? settings.text(KMS_KEY.name())
        : Optional.empty();
  }

  @Override
  public ArtifactStoreInfo info() {
    return INFO;
  }

  /**
   * @throws IllegalArgumentException when there is no region, or the settings do not go together
   */
  @Override
  public ArtifactStore open(Settings settings, StoreContext context) {
    Optional<String> key = settings.text(KMS_KEY.name());
    Optional<ServerSideEncryption> kind =
        switch (settings.required(ENCRYPTION.name())) {
          case SSE_S3 -> Optional.of(ServerSideEncryption.AES256);
          case SSE_KMS -> Optional.of(ServerSideEncryption.AWS_KMS);
          default -> Optional.empty();
        };
    if (key.isPresent() && !kind.equals(Optional.of(ServerSideEncryption.AWS_KMS))) {
      throw new IllegalArgumentException(
          "'%s%s' is set, but '%s%s' is %s. Set it to %s."
              .formatted(
                  PREFIX,
                  KMS_KEY.name(),
                  PREFIX,
                  ENCRYPTION.name(),
                  settings.required(ENCRYPTION.name()),
                  SSE_KMS));
    }
    AwsClients clients = new AwsClients(settings, context.environment(), PREFIX);
    String endpoint = CommonSettings.ENDPOINT.name();
    return new S3ArtifactStore(
        clients.s3(endpoint, AwsRetryStrategy.standardRetryStrategy()),
        clients.s3(endpoint, AwsRetryStrategy.doNotRetry()),
        new S3Encryption(kind, key),
        UUID::randomUUID,
        clients);
  }
}

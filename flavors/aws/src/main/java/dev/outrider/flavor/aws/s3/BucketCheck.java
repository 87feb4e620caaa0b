// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.flavor.Finding;
import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.base.follow.Pages;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * The bucket of the artifact store, as the operator's caller sees it. Its folder is listed rather
 * than the bucket asked for: {@code HeadBucket} knows no prefix, so that who may only list the
 * folder is refused.
 *
 * @param s3 not closed here
 * @param region of the clusters
 */
public record BucketCheck(S3Client s3, String region, AwsUnasked unasked) {
  public static final String SUBJECT = "bucket";

  /** Of answers and errors alike: HeadBucket, Amazon S3 API Reference. Lists have it too. */
  private static final String REGION = "x-amz-bucket-region";

  private static final String READ = "read";

  public List<Finding> findings(URI artifactStore) {
    if (!"s3".equals(artifactStore.getScheme())) {
      return List.of(
          Finding.failed(
              SUBJECT,
              ("The artifact store is %s, which a cluster does not reach. Set"
                      + " 'artifact-store' to a folder in S3, for example to s3://acme/outrider/.")
                  .formatted(artifactStore)));
    }
    S3Location folder = S3Location.ofFolder(artifactStore);
    AtomicReference<ListObjectsV2Response> listed = new AtomicReference<>();
    try {
      Pages.read(
          "the objects at " + artifactStore,
          from -> {
            listed.set(
                s3.listObjectsV2(
                    call ->
                        call.bucket(folder.bucket())
                            .prefix(folder.key())
                            .maxKeys(1)
                            .overrideConfiguration(AwsUnasked::limit)));
            return Pages.Page.of(listed.get().isTruncated() != null, listed.get().contents(), null);
          },
          objects -> true);
    } catch (SdkException e) {
      return List.of(refused(folder, e));
    } catch (IOException e) {
      return List.of(Finding.notSeen(SUBJECT, "AWS has not answered: " + e.getMessage() + "."));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(there(folder, region(listed.get().sdkHttpResponse())));
    findings.add(
        listed.get().contents().isEmpty()
            ? Finding.notSeen(READ, artifactStore + " has no object yet by which to see it.")
            : read(folder.with(listed.get().contents().get(0).key())));
    findings.add(
        Finding.notSeen(
            "write",
            "Nothing is written to see it. Allow s3:PutObject; %s prints it all."
                .formatted(unasked.policies())));
    return findings;
  }

  private static Optional<String> region(SdkHttpResponse answer) {
    return answer == null ? Optional.empty() : answer.firstMatchingHeader(REGION);
  }

  private Finding there(S3Location folder, Optional<String> where) {
    if (where.isEmpty()) {
      return Finding.notSeen(
          SUBJECT,
          folder.bucket()
              + " is there, and may be listed; the answer does not say in which region it is.");
    }
    return elsewhere(folder, where)
        .orElseGet(
            () ->
                Finding.passed(
                    SUBJECT,
                    "%s is in %s, as clusters are, and may be listed."
                        .formatted(folder.bucket(), region)));
  }

  private Optional<Finding> elsewhere(S3Location folder, Optional<String> where) {
    return where
        .filter(other -> !other.equals(region))
        .map(
            other ->
                Finding.failed(
                    SUBJECT,
                    ("%s is in %s, and clusters in %s. Set %s to %s, or 'artifact-store' to"
                            + " a bucket of %s.")
                        .formatted(
                            folder.bucket(),
                            other,
                            region,
                            unasked.setting(AwsSettings.REGION.name()),
                            other,
                            region)));
  }

  private Finding refused(S3Location folder, SdkException e) {
    if (e instanceof AwsServiceException said) {
      Optional<Finding> elsewhere =
          elsewhere(
              folder,
              said.awsErrorDetails() == null
                  ? Optional.empty()
                  : region(said.awsErrorDetails().sdkHttpResponse()));
      if (elsewhere.isPresent()) {
        return elsewhere.get();
      }
      if (AwsErrors.code(said).equals("NoSuchBucket")) {
        return Finding.failed(
            SUBJECT,
            "There is no bucket %s. Make it in %s, or set 'artifact-store' to another."
                .formatted(folder.bucket(), region));
      }
    }
    return unasked.notSeen(SUBJECT, "s3:ListBucket", e);
  }

  private Finding read(S3Location object) {
    try {
      s3.headObject(
          call ->
              call.bucket(object.bucket())
                  .key(object.key())
                  .overrideConfiguration(AwsUnasked::limit));
      return Finding.passed(READ, "Its objects may be read.");
    } catch (SdkException e) {
      return unasked.notSeen(READ, "s3:GetObject", e);
    }
  }
}

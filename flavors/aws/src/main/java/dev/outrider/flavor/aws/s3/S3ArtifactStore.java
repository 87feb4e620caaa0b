// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.flavor.base.store.CreateOnce;
import dev.outrider.flavor.base.store.ResumedStream;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Artifacts in S3: an object is there whole or not at all, and from then on everybody sees it
 * ("Amazon S3 data consistency model", S3 User Guide). Of several that create an object at once S3
 * lets one through ("Conditional writes", there). Thread-safe.
 *
 * @param s3 may send a request again
 * @param once sends each request once
 * @param encryption of what is written
 * @param ids draws what names a write
 * @param owner closed with this; what the clients are of
 */
record S3ArtifactStore(
    S3Client s3, S3Client once, S3Encryption encryption, Supplier<UUID> ids, AutoCloseable owner)
    implements ArtifactStore {

  /** In an object's metadata: whose write it was, so that one whose answer is lost can be known. */
  private static final String WRITE = "outrider-write";

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    S3Location at = S3Location.ofObject(object);
    return CreateOnce.create(
        ids.get().toString(),
        new CreateOnce.Requests() {
          @Override
          public boolean isCreated(String write) throws IOException {
            return created(at, content, write);
          }

          @Override
          public Optional<String> writer() throws IOException {
            return looked(at).map(there -> there.metadata().get(WRITE));
          }
        });
  }

  private boolean created(S3Location at, byte[] content, String write) throws IOException {
    try {
      written(
          at,
          once.putObject(
              put(at).toBuilder().ifNoneMatch("*").metadata(Map.of(WRITE, write)).build(),
              RequestBody.fromBytes(content)));
      return true;
    } catch (SdkException e) {
      if (S3Failures.isOtherwise(e)) {
        return false;
      }
      IOException failure = S3Failures.of("written", at.uri(), e);
      boolean isConflict = S3Failures.isConflict(e);
      if (S3Failures.isRefused(e) && !isConflict || S3Failures.isInterrupted(e)) {
        throw failure;
      }
      throw new CreateOnce.AgainException(failure, !isConflict);
    }
  }

  /** Every answer of S3 to a write has an ETag: PutObject, Amazon S3 API Reference. */
  private void written(S3Location at, PutObjectResponse answer) throws IOException {
    if (answer.eTag() == null) {
      throw S3Failures.notS3("written", at.uri(), s3);
    }
  }

  private PutObjectRequest put(S3Location at) {
    return PutObjectRequest.builder()
        .bucket(at.bucket())
        .key(at.key())
        .serverSideEncryption(encryption.kindOrNull())
        .ssekmsKeyId(encryption.keyOrNull())
        .build();
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    S3Location at = S3Location.ofObject(object);
    try {
      written(at, s3.putObject(put(at), RequestBody.fromBytes(content)));
    } catch (SdkException e) {
      throw S3Failures.of("written", object, e);
    }
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    S3Location at = S3Location.ofObject(object);
    S3Upload upload = new S3Upload(s3, at, encryption);
    Optional<byte[]> whole = upload.whole(content);
    if (whole.isPresent()) {
      put(object, whole.get());
    } else {
      upload.of(content);
    }
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    S3Location at = S3Location.ofObject(object);
    Optional<HeadObjectResponse> found = looked(at);
    if (found.filter(there -> there.contentLength() == null).isPresent()) {
      throw S3Failures.notS3("looked at", at.uri(), s3);
    }
    return found.map(
        there ->
            new StoredObject(at.uri(), there.contentLength(), there.lastModified(), there.eTag()));
  }

  private Optional<HeadObjectResponse> looked(S3Location at) throws IOException {
    try {
      HeadObjectResponse there = s3.headObject(head -> head.bucket(at.bucket()).key(at.key()));
      if (there.lastModified() == null || S3Failures.isWebPage(there)) {
        throw S3Failures.notS3("looked at", at.uri(), s3);
      }
      return Optional.of(there);
    } catch (SdkException e) {
      if (S3Failures.isNotThere(e)) {
        return Optional.empty();
      }
      throw S3Failures.of("looked at", at.uri(), e);
    }
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    S3Location at = S3Location.ofObject(object);
    if (from < 0) {
      throw new IllegalArgumentException("A position is 0 or more, not " + from + ".");
    }
    try {
      ResponseInputStream<GetObjectResponse> first = s3.getObject(get(at, from).build());
      String etag = first.response().eTag();
      return new ResumedStream(at.uri(), from, part(at, first), next -> reopened(at, next, etag));
    } catch (SdkException e) {
      if (S3Failures.isNotThere(e)) {
        throw new NoSuchFileException(object.toString());
      }
      if (S3Failures.isBeyondTheEnd(e)) {
        return InputStream.nullInputStream();
      }
      throw S3Failures.of("read", object, e);
    }
  }

  private static GetObjectRequest.Builder get(S3Location at, long from) {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(at.bucket()).key(at.key());
    return from == 0 ? request : request.range("bytes=" + from + "-");
  }

  private ResumedStream.Part part(S3Location at, ResponseInputStream<GetObjectResponse> answer)
      throws IOException {
    GetObjectResponse head = answer.response();
    if (head.lastModified() == null || S3Failures.isWebPage(head)) {
      answer.abort();
      throw S3Failures.notS3("read", at.uri(), s3);
    }
    return new ResumedStream.Part(answer, head.contentLength(), answer::abort);
  }

  private ResumedStream.Part reopened(S3Location at, long from, String etag) throws IOException {
    try {
      return part(at, s3.getObject(get(at, from).ifMatch(etag).build()));
    } catch (SdkException e) {
      if (S3Failures.isOtherwise(e) || S3Failures.isNotThere(e)) {
        throw new IOException(
            at.uri() + " was written or deleted while it was read, to byte " + from, e);
      }
      throw S3Failures.of("read", at.uri(), e);
    }
  }

  /** Where a list goes on is the name of its last object, in the folder. */
  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    S3Location at = S3Location.ofFolder(folder);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "A page has 1 to " + LARGEST_PAGE + " objects, not " + limit + ".");
    }
    List<StoredObject> found = new ArrayList<>();
    String last = at.key() + after.orElse("");
    boolean isMore = true;
    while (isMore && found.size() < limit) {
      ListObjectsV2Response page = page(at, last, limit - found.size());
      for (S3Object each : page.contents()) {
        last = each.key();
        // what ends in a slash is a folder that others have made to be seen
        if (!each.key().endsWith("/")) {
          found.add(stored(at.with(each.key()), each));
        }
      }
      isMore = page.isTruncated();
    }
    return new ObjectPage(
        found, isMore ? Optional.of(last.substring(at.key().length())) : Optional.empty());
  }

  private ListObjectsV2Response page(S3Location at, String last, int limit) throws IOException {
    try {
      ListObjectsV2Response page =
          s3.listObjectsV2(
              ListObjectsV2Request.builder()
                  .bucket(at.bucket())
                  .prefix(at.key())
                  .startAfter(last.equals(at.key()) ? null : last)
                  .maxKeys(limit)
                  .build());
      if (page.isTruncated() == null) {
        throw S3Failures.notS3("listed", at.uri(), s3);
      }
      return page;
    } catch (SdkException e) {
      throw S3Failures.ofRead("listed", at.uri(), s3, e);
    }
  }

  /**
   * Keys that others have written may be such that no URI names them: a list lacks none of them.
   */
  private static StoredObject stored(S3Location at, S3Object object) throws IOException {
    Instant modified = object.lastModified();
    try {
      return new StoredObject(at.uri(), object.size(), modified, object.eTag());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          ("Bucket '%s' has the key '%s', which cannot be listed: %s Rename or delete the"
                  + " object.")
              .formatted(at.bucket(), at.key(), e.getMessage()),
          e);
    }
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    Map<String, Set<String>> keys = new LinkedHashMap<>();
    for (URI each : objects) {
      S3Location at = S3Location.ofObject(each);
      keys.computeIfAbsent(at.bucket(), name -> new LinkedHashSet<>()).add(at.key());
    }
    for (Map.Entry<String, Set<String>> each : keys.entrySet()) {
      List<String> all = List.copyOf(each.getValue());
      for (int from = 0; from < all.size(); from += LARGEST_PAGE) {
        delete(each.getKey(), all.subList(from, Math.min(from + LARGEST_PAGE, all.size())));
      }
    }
  }

  /** S3 deletes at most 1000 objects a call: DeleteObjects, Amazon S3 API Reference. */
  private void delete(String bucket, List<String> keys) throws IOException {
    List<ObjectIdentifier> ids =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    URI one = new S3Location(bucket, keys.get(0)).uri();
    DeleteObjectsResponse answer;
    try {
      answer =
          s3.deleteObjects(
              request -> request.bucket(bucket).delete(all -> all.objects(ids).quiet(true)));
    } catch (SdkException e) {
      throw S3Failures.ofRead("deleted", one, s3, e);
    }
    if (S3Failures.isWebPage(answer)) {
      throw S3Failures.notS3("deleted", one, s3);
    }
    List<S3Error> errors = answer.errors();
    if (!errors.isEmpty()) {
      S3Error first = errors.get(0);
      throw new IOException(
          new S3Location(bucket, first.key()).uri()
              + " was not deleted: "
              + first.code()
              + ": "
              + first.message()
              + (errors.size() > 1 ? "; nor were " + (errors.size() - 1) + " others" : ""));
    }
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("The clients of S3 could not be closed.", e);
    }
  }
}

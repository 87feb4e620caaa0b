// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Looks at what an attempt has left in the artifact store, and judges it. */
final class Judging implements Judge {
  /** The most bytes of a claim, a result or a small value. */
  static final int MOST = 16 << 20;

  private final ArtifactStore store;

  Judging(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public Verdict judge(URI folder, String key, JobStatus status, List<String> outputs)
      throws IOException {
    Optional<String> claim = text(folder.resolve(AttemptLayout.CLAIM));
    Optional<URI> launch = Optional.empty();
    Optional<Result> result = Optional.empty();
    List<String> flaws = new ArrayList<>();
    try {
      if (claim.isPresent()) {
        Claim read = Formats.read(claim.get(), Claim.class, AttemptLayout.CLAIM);
        launch = Optional.of(folder.resolve(read.launch() + "/"));
        Optional<String> written = text(launch.get().resolve(AttemptLayout.RESULT));
        if (written.isPresent()) {
          result = Optional.of(Formats.read(written.get(), Result.class, AttemptLayout.RESULT));
          flaws.addAll(flaws(result.get(), key, outputs));
        }
      }
    } catch (JsonFormException e) {
      flaws.add(e.getMessage());
    }
    return verdict(status, result, flaws, launch);
  }

  /** The table: every combination of the platform's word, the result and its flaws. */
  static Verdict verdict(
      JobStatus status, Optional<Result> result, List<String> flaws, Optional<URI> launch) {
    Optional<ErrorRecord> error = result.flatMap(Result::error);
    boolean success =
        result.filter(each -> each.status().equals(Result.SUCCEEDED)).isPresent()
            && flaws.isEmpty();
    if (error.isPresent() && flaws.isEmpty()) {
      return new Verdict.Failure(
          error.get().kind(), error.get().type() + ": " + error.get().message(), launch);
    }
    if (status instanceof JobStatus.Succeeded) {
      if (success) {
        return new Verdict.Success(launch.orElseThrow());
      }
      String evidence = flaws.isEmpty() ? "there is no result record" : String.join("; ", flaws);
      return new Verdict.Failure(
          FailureKind.PLATFORM, "the platform says succeeded, but " + evidence, launch);
    }
    if (status instanceof JobStatus.Cancelled) {
      return new Verdict.Stopped();
    }
    if (status instanceof JobStatus.Lost && success) {
      // the platform has no word, and what the launch has left is complete
      return new Verdict.Success(launch.orElseThrow());
    }
    String also = success ? ", though its result record says succeeded" : "";
    if (status instanceof JobStatus.Failed failed) {
      return new Verdict.Failure(failed.kind(), failed.reason() + also, launch);
    }
    return new Verdict.Failure(
        FailureKind.PLATFORM,
        "the platform has lost the job: " + ((JobStatus.Lost) status).reason(),
        launch);
  }

  private List<String> flaws(Result result, String key, List<String> outputs) throws IOException {
    List<String> flaws = new ArrayList<>();
    if (!result.key().equals(key)) {
      flaws.add("its result record is of attempt " + result.key());
    }
    if (result.status().equals(Result.SUCCEEDED)
        && !result.outputs().keySet().equals(new TreeSet<>(outputs))) {
      flaws.add(
          "its result record has the outputs " + result.outputs().keySet() + ", not " + outputs);
    }
    for (Map.Entry<String, OutputRecord> each : result.outputs().entrySet()) {
      long files = 0;
      long bytes = 0;
      Optional<String> after = Optional.empty();
      do {
        ObjectPage page = store.list(each.getValue().uri(), after, ArtifactStore.LARGEST_PAGE);
        for (StoredObject object : page.objects()) {
          if (AttemptLayout.isCounted(StoreLocation.of(object.uri()).name())) {
            files++;
            bytes += object.bytes();
          }
        }
        after = page.next();
      } while (after.isPresent());
      if (files != each.getValue().files() || bytes != each.getValue().bytes()) {
        flaws.add(
            String.format(
                "output '%s' has %d files of %d bytes in %s, and should have %d of %d",
                each.getKey(),
                files,
                bytes,
                each.getValue().uri(),
                each.getValue().files(),
                each.getValue().bytes()));
      }
    }
    return flaws;
  }

  /**
   * A small object as text; empty when it is not there.
   *
   * @throws JsonFormException when it is larger than any record of an attempt
   */
  Optional<String> text(URI object) throws IOException {
    try (InputStream in = store.get(object, 0)) {
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw new JsonFormException(
            object.toString(), "has more than " + (MOST >> 20) + " MiB, which no record has");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}

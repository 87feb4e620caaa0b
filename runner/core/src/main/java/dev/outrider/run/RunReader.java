// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.Configuration;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.attempt.StageRecord;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what a run's attempts have left in the artifact store. Thread-safe. */
public final class RunReader implements AutoCloseable {
  private final ArtifactStore store;
  private final AttemptFolders folders;

  private final boolean owned;

  /**
   * @param store not closed with this
   * @param artifactStore where runs lie in it
   */
  RunReader(ArtifactStore store, URI artifactStore, String run) {
    this(store, artifactStore, run, false);
  }

  private RunReader(ArtifactStore store, URI artifactStore, String run, boolean owned) {
    this.store = store;
    this.folders = new AttemptFolders(artifactStore, run);
    this.owned = owned;
  }

  /**
   * Reads through a store of its own, which is opened when it is read from for the first time.
   *
   * @param configuration says where the store is
   * @param surroundings have the plugins with the stores
   */
  public static RunReader open(Configuration configuration, Surroundings surroundings, String run) {
    return new RunReader(
        PluginStores.of(configuration, surroundings), configuration.artifactStore(), run, true);
  }

  /** Closes the store, where it is this reader's own. */
  @Override
  public void close() {
    if (owned) {
      store.close();
    }
  }

  /**
   * How far a running step is.
   *
   * @param done tasks that are done, of all stages seen so far
   * @param tasks tasks of all stages seen so far
   * @param fraction how much of itself the step has reported as done, between 0 and 1; empty before
   *     it has
   * @param message what the step has said last; may be empty
   */
  public record Progress(int done, int tasks, Optional<Double> fraction, String message) {}

  /** The folder of the launch that an attempt belongs to; empty before one has begun. */
  public Optional<URI> launch(StepState step) throws IOException {
    if (step.phase() == Phase.SUCCEEDED) {
      return step.launch();
    }
    return step.attempt() == 0 ? Optional.empty() : launch(step.step(), step.attempt());
  }

  private Optional<URI> launch(String step, int attempt) throws IOException {
    URI folder = folders.attempt(step, attempt);
    return new Judging(store)
        .text(folder.resolve(AttemptLayout.CLAIM))
        .map(text -> Formats.read(text, Claim.class, AttemptLayout.CLAIM))
        .map(claim -> folder.resolve(claim.launch() + "/"));
  }

  /** The result record of a step's last attempt; empty where there is none. */
  public Optional<Result> result(StepState step) throws IOException {
    if (step.result().isPresent()) {
      return step.result().map(KeptResult::record);
    }
    Optional<URI> launch = launch(step);
    return launch.isEmpty()
        ? Optional.empty()
        : new Judging(store)
            .text(launch.get().resolve(AttemptLayout.RESULT))
            .map(text -> Formats.read(text, Result.class, AttemptLayout.RESULT));
  }

  /** Where the log of a step's last attempt lies; empty before one has begun. */
  public Optional<URI> logFolder(StepState step) throws IOException {
    return launch(step).map(launch -> launch.resolve(AttemptLayout.LOGS));
  }

  /** Where the log of an attempt lies; empty before its launch has begun. */
  Optional<URI> logFolder(String step, int attempt) throws IOException {
    return launch(step, attempt).map(launch -> launch.resolve(AttemptLayout.LOGS));
  }

  /** A step's log as it grows, from the attempt on that is seen first. */
  public GrowingLog growingLog() {
    return new GrowingLog(this, store);
  }

  /** The log of a step's last attempt so far. */
  public String log(StepState step) throws IOException {
    Optional<URI> folder = logFolder(step);
    return folder.isEmpty() ? "" : text(folder.get());
  }

  /** How far a step is, from its events. */
  public Progress progress(StepState step) throws IOException {
    Optional<URI> launch = launch(step);
    if (launch.isEmpty()) {
      return new Progress(0, 0, Optional.empty(), "");
    }
    Map<Integer, StageRecord> stages = new TreeMap<>();
    Optional<Double> fraction = Optional.empty();
    String message = "";
    for (String line : text(launch.get().resolve(AttemptLayout.EVENTS)).lines().toList()) {
      Event event = Formats.read(line, Event.class, "event");
      event.stage().ifPresent(stage -> stages.put(stage.id(), stage));
      if (event.type().equals("progress")) {
        fraction = event.value();
        message = event.message().orElse("");
      }
    }
    int done = stages.values().stream().mapToInt(StageRecord::completed).sum();
    int tasks = stages.values().stream().mapToInt(StageRecord::tasks).sum();
    return new Progress(done, tasks, fraction, message);
  }

  /**
   * Makes sure that what a step's result record names lies where it says. Small values of plain
   * steps are kept with the state of the run, and written when their location is requested.
   */
  public void layOutputs(StepState step) throws IOException {
    if (step.result().isPresent()) {
      step.result().get().lay(store, step.launch().orElseThrow());
    }
  }

  /**
   * An output's value as JSON.
   *
   * @throws IOException when it is not there, or cannot be read
   */
  public JsonText value(StepState step, String name, OutputRecord output) throws IOException {
    Optional<JsonText> kept = step.result().map(result -> result.values().get(name));
    if (kept.isPresent()) {
      return kept.get();
    }
    URI object = output.uri().resolve(AttemptLayout.VALUE);
    return new JsonText(
        new Judging(store)
            .text(object)
            .orElseThrow(() -> new IOException(object + " is not there")));
  }

  /** The files of an output that lies in the artifact store. */
  public List<StoredObject> files(OutputRecord output) throws IOException {
    return list(output.uri());
  }

  /** Opens a file of an output; the caller closes it. */
  public InputStream open(StoredObject file) throws IOException {
    return store.get(file.uri(), 0);
  }

  private String text(URI folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (StoredObject object : list(folder)) {
      try (InputStream in = store.get(object.uri(), 0)) {
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  private List<StoredObject> list(URI folder) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      ObjectPage page = store.list(folder, after, ArtifactStore.LARGEST_PAGE);
      objects.addAll(page.objects());
      after = page.next();
    } while (after.isPresent());
    return objects;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.Bundle;
import dev.outrider.bundle.BundleException;
import dev.outrider.bundle.Layer;
import dev.outrider.config.Configuration;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.DraftFolder;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the orders of a plan's steps, and brings the plan's bundle to the artifact store. Nothing
 * is submitted. Thread-safe.
 */
final class PlannedOrders implements Orders {
  private static final String MAIN_CLASS = "dev.outrider.application.StepApplication";
  private static final Duration LOCAL_HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(60);

  private final Plan plan;
  private final Configuration configuration;
  private final Optional<Bundle> bundle;
  private final ArtifactStore store;
  private final String owner;

  /**
   * @param bundle empty where no step is on a step operator
   * @param store keeps the bundle; not closed here
   * @param owner whose runs they are, for the platform's labels
   */
  PlannedOrders(
      Plan plan,
      Configuration configuration,
      Optional<Bundle> bundle,
      ArtifactStore store,
      String owner) {
    this.plan = plan;
    this.configuration = configuration;
    this.bundle = bundle;
    this.store = store;
    this.owner = owner;
  }

  @Override
  public Submission submission(
      AttemptKey key, String run, PlannedStep step, int attempt, Map<String, InputRecord> inputs) {
    AttemptFolders folders = new AttemptFolders(configuration.artifactStore(), run);
    URI folder = folders.attempt(step.name(), attempt);
    Optional<OperatorConfiguration> operator = step.operator().flatMap(configuration::operator);
    boolean near = configuration.artifactStore().getScheme().equals("file");
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            run,
            plan.pipeline(),
            step.name(),
            attempt,
            key.value(),
            step.stepClass().name(),
            step.parameters(),
            inputs,
            List.copyOf(step.stepClass().outputs().keySet()),
            folder,
            // a plain step's end is known in this process: it needs no mark
            operator.map(each -> folders.marks()),
            operator.map(OperatorConfiguration::secrets).orElse(Map.of()),
            step.deadlines().run(),
            near ? LOCAL_HEARTBEAT : HEARTBEAT,
            Map.of(),
            step.operator());
    Map<String, String> labels = new TreeMap<>();
    operator.ifPresent(each -> labels.putAll(each.tags()));
    labels.put("owner", owner);
    labels.put("pipeline", plan.pipeline());
    labels.put("run", run);
    labels.put("step", step.name());
    labels.put("attempt", Integer.toString(attempt));
    return new Submission(
        key,
        context,
        folder.resolve(AttemptLayout.CONTEXT),
        files(folders),
        operator.map(each -> each.granted(step.resources())).orElse(step.resources()),
        Map.of(),
        operator.map(OperatorConfiguration::environment).orElse(Map.of()),
        labels);
  }

  private BundleFiles files(AttemptFolders folders) {
    if (bundle.isEmpty()) {
      return new BundleFiles(folders.bundle("none"), MAIN_CLASS, List.of());
    }
    URI application = null;
    List<URI> jars = new ArrayList<>();
    for (Layer layer : bundle.get().layers()) {
      URI file = folders.bundle(layer.fileName());
      if (layer.kind() == Layer.Kind.APPLICATION) {
        application = file;
      } else {
        jars.add(file);
      }
    }
    return new BundleFiles(application, MAIN_CLASS, jars);
  }

  @Override
  public synchronized void upload(String run) throws IOException, BundleException {
    if (bundle.isEmpty()) {
      return;
    }
    AttemptFolders folders = new AttemptFolders(configuration.artifactStore(), run);
    List<Layer> missing = new ArrayList<>();
    for (Layer layer : bundle.get().layers()) {
      if (store.head(folders.bundle(layer.fileName())).isEmpty()) {
        missing.add(layer);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    try (DraftFolder folder = DraftFolder.make()) {
      for (Path file : bundle.get().writeLayers(folder.path())) {
        if (missing.stream().anyMatch(l -> l.fileName().equals(file.getFileName().toString()))) {
          store.put(folders.bundle(file.getFileName().toString()), file);
        }
        Files.delete(file);
      }
    }
  }
}

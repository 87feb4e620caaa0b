// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A secret is in no request, argument list, handle, file, log or exception. */
abstract class SecretContract extends OperatorContract {
  private static final String CONF = "hunter2-conf-7f3a";

  @Test
  void aSecretSettingIsNowhere() throws Exception {
    Submission order = order(Play.succeeding());

    RenderedRequest request = operator().render(order);
    JobHandle job = submitAgain(operator(), order);
    awaitSuccess(job);
    FindResult found = operator().find(key(1));

    List<String> told = new ArrayList<>(platform().seen());
    told.add(request.toString());
    told.add(job.toString());
    told.add(found.toString());
    told.add(operator().toString());
    told.add(operator().check(store().toUri()).toString());
    operator().logs(job, dev.outrider.flavor.LogCursor.START).lines().forEach(told::add);
    assertClean(told, secrets());
    assertThat(open(secrets(), store())).as("files of the store").isEmpty();
    assertThat(open(secrets(), work())).as("files that others can read").isEmpty();
  }

  @Test
  void aSecretIsInNoException() throws Exception {
    Submission order = order(Play.succeeding());
    List<String> told = new ArrayList<>();
    // what is made for the run is there: what is told is about the job
    awaitSuccess(Ordered.submit(operator(), order(key(2), Play.succeeding()), OWNED));
    for (Fault each :
        List.of(
            Fault.REQUEST_LOST,
            Fault.REPLY_LOST,
            Fault.THROTTLED,
            Fault.UNAVAILABLE,
            Fault.EXPIRED,
            Fault.REFUSED,
            Fault.CUT_REPLY,
            Fault.GARBAGE)) {
      faults().always(each);
      told.add(submit(operator(), order).toString());
      told.add(operator().find(key(1)).toString());
      told.add(operator().check(store().toUri()).toString());
      faults().clear();
    }
    JobHandle job = submitAgain(operator(), order);
    awaitSuccess(job);
    for (Fault each : List.of(Fault.UNAVAILABLE, Fault.EXPIRED, Fault.GARBAGE)) {
      faults().always(each);
      try {
        operator().status(Set.of(job));
        operator().logs(job, dev.outrider.flavor.LogCursor.START);
      } catch (IOException e) {
        told.add(texts(e));
      }
      faults().clear();
    }

    assertClean(told, secrets());
  }

  private static String texts(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      text.append(each).append('\n');
    }
    return text.toString();
  }

  @Test
  void aPropertyThatLooksSecretIsHiddenOrRefused() throws Exception {
    Submission order =
        order(
            key(1),
            Play.succeeding(),
            Resources.unspecified(),
            Map.of("spark.hadoop.fs.s3a.secret.key", CONF),
            Map.of(),
            Map.of());
    List<String> told = new ArrayList<>();

    try {
      told.add(operator().render(order).toString());
      JobHandle job = submitAgain(operator(), order);
      awaitSuccess(job);
      told.add(job.toString());
    } catch (NotAcceptedException e) {
      // where everybody could read it, it is refused, and named
      assertThat(e).hasMessageContaining("spark.hadoop.fs.s3a.secret.key");
      told.add(texts(e));
    }

    told.addAll(platform().seen());
    assertClean(told, List.of(CONF));
    assertThat(open(List.of(CONF), store())).as("files of the store").isEmpty();
    assertThat(open(List.of(CONF), work())).as("files that others can read").isEmpty();
  }

  private List<String> secrets() {
    return info().settings().stream()
        .filter(Setting::secret)
        .map(each -> platform().settings().get(each.name()))
        .filter(value -> value != null)
        .toList();
  }

  private static void assertClean(List<String> told, List<String> secrets) {
    for (String secret : secrets) {
      assertThat(told).noneMatch(text -> text.contains(secret));
    }
  }

  /**
   * The files below a folder that have a secret in them, and that more than their owner can read.
   */
  private static List<Path> open(List<String> secrets, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> open = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        boolean isPrivate =
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------");
        if (!isPrivate && secrets.stream().anyMatch(text::contains)) {
          open.add(file);
        }
      }
    }
    return open;
  }
}

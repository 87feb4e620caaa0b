// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and writes what plain steps take and give: values with a JSON form, and files. */
final class PlainArtifacts {
  private static final long HASHED_BYTES = 64L << 20;

  /** What has at most so many bytes in JSON is kept with the state of the run. */
  private static final int KEPT_BYTES = 16 << 10;

  private final ArtifactStore store;
  private final WorkFolder work;
  private final Map<String, JsonText> kept = new LinkedHashMap<>();
  private int copies;

  /**
   * @param work where files of a store that is not on this disk are copied to
   */
  PlainArtifacts(ArtifactStore store, WorkFolder work) {
    this.store = store;
    this.work = work;
  }

  Object read(String name, Type type, Optional<InputRecord> record) throws IOException {
    Class<?> raw = JsonForm.raw(type);
    if (raw == Optional.class) {
      return record.isPresent()
          ? Optional.of(read(name, JsonForm.argument(type, 0), record))
          : Optional.empty();
    }
    String path = "input '" + name + "'";
    InputRecord input =
        record.orElseThrow(() -> new IllegalArgumentException(path + " is missing."));
    if (raw == List.class && input.kind().equals("list")) {
      List<Object> items = new ArrayList<>();
      for (InputRecord item : input.items()) {
        items.add(
            read(name + "[" + items.size() + "]", JsonForm.argument(type, 0), Optional.of(item)));
      }
      return List.copyOf(items);
    }
    if (raw == Path.class) {
      return file(input, path);
    }
    if (input.value().isPresent()) {
      return JsonForm.read(input.value().get().text(), type, path);
    }
    URI place = input.uri().orElseThrow();
    URI object = place.getPath().endsWith(".json") ? place : place.resolve(AttemptLayout.VALUE);
    try (InputStream in = store.get(object, 0)) {
      return JsonForm.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), type, path);
    }
  }

  private Path file(InputRecord input, String path) throws IOException {
    URI place =
        input.uri().isPresent()
            ? input.uri().get()
            : asUri(input.value().orElseThrow().as(String.class, path));
    boolean ours = input.format().filter("files"::equals).isPresent();
    Path local = place.getScheme().equals("file") ? Path.of(place) : copy(place, path);
    if (!Files.exists(local)) {
      throw new NoSuchFileException(local.toString(), null, path + " is not there");
    }
    if (ours) {
      try (Stream<Path> files = Files.list(local)) {
        List<Path> found = files.limit(2).toList();
        return found.size() == 1 && Files.isRegularFile(found.get(0)) ? found.get(0) : local;
      }
    }
    return local;
  }

  private static URI asUri(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") ? URI.create(text) : Path.of(text).toUri();
  }

  /** A place without a slash at its end is an object, or else a folder. */
  private Path copy(URI place, String path) throws IOException {
    Path target = work.folder("in").resolve("input-" + ++copies);
    Files.createDirectories(target);
    boolean isFolder = place.getPath().endsWith("/");
    if (!isFolder && store.head(place).isPresent()) {
      return copy(place, target.resolve(place.getPath().replaceFirst(".*/", "")));
    }
    URI folder = isFolder ? place : URI.create(place + "/");
    List<StoredObject> objects = list(folder);
    if (objects.isEmpty()) {
      throw new NoSuchFileException(place.toString(), null, path + " is not there");
    }
    for (StoredObject object : objects) {
      Path file = target.resolve(folder.relativize(object.uri()).getPath());
      Files.createDirectories(file.getParent());
      copy(object.uri(), file);
    }
    return target;
  }

  private Path copy(URI object, Path file) throws IOException {
    try (InputStream in = store.get(object, 0)) {
      Files.copy(in, file);
    }
    return file;
  }

  /** The outputs written so far that are small values: they are in no store yet. */
  Map<String, JsonText> kept() {
    return kept;
  }

  OutputRecord write(String name, Type type, Object value, LaunchFolder launch) throws IOException {
    URI folder = launch.uri().resolve(AttemptLayout.OUTPUTS + name + "/");
    String path = "output '" + name + "'";
    if (value == null) {
      throw new IllegalArgumentException(
          path + " is null. A step gives a value for each output, or NoOutput.NONE.");
    }
    if (JsonForm.raw(type) == Path.class) {
      upload((Path) value, folder, path, launch.store());
      return files(folder);
    }
    String text = JsonForm.writePretty(value, type, path);
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    if (json.length <= KEPT_BYTES) {
      kept.put(name, new JsonText(text));
    } else {
      launch.store().put(folder.resolve(AttemptLayout.VALUE), json);
    }
    MessageDigest digest = sha256();
    digest.update(json);
    return record(ValueKind.VALUE, "json", folder, json.length, 1, digest);
  }

  private static void upload(Path source, URI folder, String path, ArtifactStore store)
      throws IOException {
    if (Files.isRegularFile(source)) {
      store.put(below(folder, source.getFileName()), source);
      return;
    }
    if (!Files.isDirectory(source)) {
      throw new IOException(path + " is " + source + ", which is not there.");
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        store.put(below(folder, source.relativize(file)), file);
      }
    }
  }

  private static URI below(URI folder, Path relative) throws IOException {
    try {
      URI encoded = new URI(null, null, "./" + relative, null);
      return folder.resolve(encoded);
    } catch (java.net.URISyntaxException e) {
      throw new IOException("'" + relative + "' cannot be the name of an object", e);
    }
  }

  private OutputRecord files(URI folder) throws IOException {
    List<StoredObject> objects =
        list(folder).stream()
            .filter(each -> AttemptLayout.isCounted(each.uri().getPath()))
            .toList();
    long bytes = objects.stream().mapToLong(StoredObject::bytes).sum();
    return record(ValueKind.FILE, "files", folder, bytes, objects.size(), digest(folder, objects));
  }

  private static OutputRecord record(
      ValueKind kind, String format, URI folder, long bytes, int files, MessageDigest digest) {
    return new OutputRecord(
        kind.id(),
        folder,
        format,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        bytes,
        files,
        "sha256:" + HexFormat.of().formatHex(digest.digest()));
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

  /** Over the content of one small file, otherwise over the listing. */
  private MessageDigest digest(URI folder, List<StoredObject> objects) throws IOException {
    MessageDigest digest = sha256();
    if (objects.size() == 1 && objects.get(0).bytes() < HASHED_BYTES) {
      try (InputStream in = store.get(objects.get(0).uri(), 0)) {
        digest.update(in.readAllBytes());
      }
    } else {
      for (StoredObject each : objects) {
        String path = folder.relativize(each.uri()).getPath();
        String line = path + "\t" + each.bytes() + "\t" + each.etag() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

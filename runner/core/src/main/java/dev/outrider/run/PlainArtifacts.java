// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.store.FileTree;
import dev.outrider.step.store.StoreLocation;
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
    StoreLocation place = location(input.uri().orElseThrow(), path);
    StoreLocation object =
        place.key().endsWith(".json") ? place : place.folder().resolve(AttemptLayout.VALUE);
    try (InputStream in = store.get(object.uri(), 0)) {
      return JsonForm.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), type, path);
    }
  }

  private Path file(InputRecord input, String path) throws IOException {
    StoreLocation location =
        input.uri().isPresent()
            ? location(input.uri().get(), path)
            : written(input.value().orElseThrow().as(String.class, path), path);
    Path local = location.isFile() ? location.file() : copy(location, input, path);
    if (input.emptyFolders().isPresent()) {
      for (String each : input.emptyFolders().get()) {
        Files.createDirectories(each.isEmpty() ? local : StoreLocation.fileIn(local, each));
      }
    }
    if (!Files.exists(local)) {
      throw new NoSuchFileException(local.toString(), null, path + " is not there");
    }
    boolean ours = input.format().filter("files"::equals).isPresent();
    if (ours && location.isFile()) {
      checkCount(input, list(location.folder()), location, path);
    }
    if (ours && input.emptyFolders().isEmpty()) {
      try (Stream<Path> files = Files.list(local)) {
        List<Path> found = files.limit(2).toList();
        return found.size() == 1 && Files.isRegularFile(found.get(0)) ? found.get(0) : local;
      }
    }
    return local;
  }

  /** Files that have gone since they were written must not look like fewer files. */
  private static void checkCount(
      InputRecord input, List<StoredObject> found, StoreLocation place, String path)
      throws IOException {
    int files = counted(found).size();
    if (input.files().isPresent() && input.files().get() != files) {
      throw new IOException(
          path
              + " has "
              + files
              + " files in "
              + place
              + ", but the step that made it wrote "
              + input.files().get()
              + ". See what deletes or adds files there, and run that step again.");
    }
  }

  /** What a value says: a full URI, or the path of a file of this machine. */
  private static StoreLocation written(String text, String path) throws IOException {
    return text.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
        ? location(URI.create(text), path)
        : StoreLocation.of(Path.of(text).toAbsolutePath().normalize());
  }

  private static StoreLocation location(URI uri, String path) throws IOException {
    try {
      return StoreLocation.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /** A place without a slash at its end is an object, or else a folder. */
  private Path copy(StoreLocation place, InputRecord input, String path) throws IOException {
    Path target = work.folder("in").resolve("input-" + ++copies);
    Files.createDirectories(target);
    if (!place.isFolder() && store.head(place.uri()).isPresent()) {
      return copy(place.uri(), StoreLocation.fileIn(target, place.name()));
    }
    StoreLocation folder = place.folder();
    List<StoredObject> objects = list(folder);
    Map<Path, URI> files = new LinkedHashMap<>();
    for (StoredObject object : objects) {
      files.put(fileOf(object.uri(), folder, target, path), object.uri());
    }
    checkCount(input, objects, folder, path);
    if (files.isEmpty() && input.emptyFolders().isEmpty()) {
      throw new NoSuchFileException(place.toString(), null, path + " is not there");
    }
    // nothing is created before every name is known to be one in the target's folder
    for (Map.Entry<Path, URI> each : files.entrySet()) {
      Files.createDirectories(each.getKey().getParent());
      copy(each.getValue(), each.getKey());
    }
    return target;
  }

  private static Path fileOf(URI object, StoreLocation folder, Path target, String path)
      throws IOException {
    try {
      return StoreLocation.fileIn(target, folder.relativize(StoreLocation.of(object)));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          path
              + " has the object "
              + object
              + ", which cannot be a file on this disk: "
              + e.getMessage()
              + " Rename it, or read it from the store.",
          e);
    }
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
      return files(FileTree.of((Path) value, path), StoreLocation.of(folder), launch.store());
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
    return record(ValueKind.VALUE, "json", folder, json.length, 1, digest, Optional.empty());
  }

  private OutputRecord files(FileTree tree, StoreLocation folder, ArtifactStore into)
      throws IOException {
    if (folder.isFile()) {
      tree.createFolders(folder.file());
    }
    for (Map.Entry<String, Path> each : tree.files().entrySet()) {
      into.put(folder.resolve(each.getKey()).uri(), each.getValue());
    }
    List<StoredObject> objects = counted(list(folder));
    long bytes = objects.stream().mapToLong(StoredObject::bytes).sum();
    MessageDigest digest = digest(folder, objects);
    return record(
        ValueKind.FILE, "files", folder.uri(), bytes, objects.size(), digest, tree.emptyFolders());
  }

  private static OutputRecord record(
      ValueKind kind,
      String format,
      URI folder,
      long bytes,
      int files,
      MessageDigest digest,
      Optional<List<String>> emptyFolders) {
    return new OutputRecord(
        kind.id(),
        folder,
        format,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        bytes,
        files,
        "sha256:" + HexFormat.of().formatHex(digest.digest()),
        Optional.empty(),
        emptyFolders);
  }

  private static List<StoredObject> counted(List<StoredObject> objects) {
    return objects.stream()
        .filter(each -> AttemptLayout.isCounted(StoreLocation.of(each.uri()).name()))
        .toList();
  }

  private List<StoredObject> list(StoreLocation folder) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      ObjectPage page = store.list(folder.uri(), after, ArtifactStore.LARGEST_PAGE);
      objects.addAll(page.objects());
      after = page.next();
    } while (after.isPresent());
    return objects;
  }

  /** Over the content of one small file, otherwise over the listing. */
  private MessageDigest digest(StoreLocation folder, List<StoredObject> objects)
      throws IOException {
    MessageDigest digest = sha256();
    if (objects.size() == 1 && objects.get(0).bytes() < HASHED_BYTES) {
      try (InputStream in = store.get(objects.get(0).uri(), 0)) {
        digest.update(in.readAllBytes());
      }
    } else {
      for (StoredObject each : objects) {
        String path = folder.relativize(StoreLocation.of(each.uri()));
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

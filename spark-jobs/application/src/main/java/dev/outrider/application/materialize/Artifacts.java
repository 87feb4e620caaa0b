// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.materialize;

import dev.outrider.application.store.StoredFile;
import dev.outrider.application.store.Stores;
import dev.outrider.step.Materializer;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.store.FileTree;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Inputs as values, and values as outputs: picks the form by the declared type. Datasets and models
 * have classes of their own, which are loaded only where a step has some.
 */
public final class Artifacts {

  private final Stores stores;
  private final Path workFolder;
  private final Optional<SparkFiles> spark;
  private final Map<Class<?>, Materializer<?>> custom;
  private int copies;

  /**
   * @param workFolder an empty local folder for copies
   * @param spark datasets and models; empty for a plain step
   * @param custom the user's materializers
   */
  public Artifacts(
      Stores stores,
      Path workFolder,
      Optional<SparkFiles> spark,
      Map<Class<?>, Materializer<?>> custom) {
    this.stores = stores;
    this.workFolder = workFolder;
    this.spark = spark;
    this.custom = custom;
  }

  /** The user's materializers by type, as the services of a class loader name them. */
  public static Map<Class<?>, Materializer<?>> custom(ClassLoader loader) {
    Map<Class<?>, Materializer<?>> custom = new LinkedHashMap<>();
    for (Materializer<?> each : ServiceLoader.load(Materializer.class, loader)) {
      custom.put(each.type(), each);
    }
    return Collections.unmodifiableMap(custom);
  }

  /** The form in which values of a type are stored. */
  public static ValueKind kind(Type type, Set<Class<?>> custom) {
    Class<?> raw = JsonForm.raw(type);
    return custom.contains(raw) ? ValueKind.CUSTOM : ValueKind.of(raw);
  }

  /**
   * Reads an input.
   *
   * @param name the input's name, for messages
   * @param type its declared type
   * @param record where it lies or what it is; empty for one that is not connected
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when it does not fit the type
   */
  public Object read(String name, Type type, Optional<InputRecord> record) throws IOException {
    Class<?> raw = JsonForm.raw(type);
    String path = "input '" + name + "'";
    if (raw == Optional.class) {
      return record.isPresent()
          ? Optional.of(read(name, JsonForm.argument(type, 0), record))
          : Optional.empty();
    }
    InputRecord input =
        record.orElseThrow(() -> new IllegalArgumentException(path + " is missing."));
    if (raw == List.class && input.kind().equals("list")) {
      List<Object> list = new ArrayList<>();
      for (InputRecord item : input.items()) {
        list.add(
            read(name + "[" + list.size() + "]", JsonForm.argument(type, 0), Optional.of(item)));
      }
      return Collections.unmodifiableList(list);
    }
    switch (kind(type, custom.keySet())) {
      case DATASET:
        return spark(path).readDataset(input, type, stores, path);
      case MODEL:
        return spark(path).readModel(place(input, path), raw, stores, path);
      case FILE:
        return readFile(input, path);
      case CUSTOM:
        return custom.get(raw).read(local(input, path));
      default:
        return ValueFiles.read(input, type, stores, path);
    }
  }

  /**
   * Writes an output, all of it.
   *
   * @param name the output's name
   * @param type its declared type
   * @param value the value
   * @param folder where it goes, a folder of its own
   * @throws IOException when it cannot be written
   * @throws IllegalArgumentException when the value cannot be stored
   */
  public OutputRecord write(String name, Type type, Object value, URI folder) throws IOException {
    String path = "output '" + name + "'";
    if (value == null) {
      throw new IllegalArgumentException(
          path + " is null. A step gives a value for each output, or NoOutput.NONE.");
    }
    switch (kind(type, custom.keySet())) {
      case DATASET:
        return spark(path).writeDataset(name, value, folder, stores);
      case MODEL:
        return spark(path).writeModel(value, folder, stores, path);
      case FILE:
        return writeFiles(
            ValueKind.FILE, "files", Optional.empty(), FileTree.of((Path) value, path), folder);
      case CUSTOM:
        return writeCustom(custom.get(JsonForm.raw(type)), value, folder, path);
      default:
        return ValueFiles.write(value, type, folder, stores, path);
    }
  }

  private OutputRecord writeCustom(
      Materializer<?> materializer, Object value, URI folder, String path) throws IOException {
    Path local = fresh("output");
    writeWith(materializer, value, local);
    Optional<String> type = Optional.of(materializer.type().getName());
    return writeFiles(
        ValueKind.CUSTOM, materializer.format(), type, FileTree.of(local, path), folder);
  }

  private OutputRecord writeFiles(
      ValueKind kind, String format, Optional<String> type, FileTree files, URI folder)
      throws IOException {
    stores.upload(files, folder);
    return Listing.record(
        stores,
        kind,
        format,
        folder,
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        files.emptyFolders());
  }

  private static <T> void writeWith(Materializer<T> materializer, Object value, Path folder)
      throws IOException {
    materializer.write(materializer.type().cast(value), folder);
  }

  /**
   * A folder that holds one file is that file: so an output of one file reads as it was written.
   */
  private Path readFile(InputRecord input, String path) throws IOException {
    if (input.value().isPresent()) {
      String written = input.value().get().as(String.class, path);
      return stores.local(stores.place(written), fresh("input"));
    }
    Path local = local(input, path);
    boolean ours = input.format().isPresent() && input.format().get().equals("files");
    if (!ours || input.emptyFolders().isPresent()) {
      return local;
    }
    List<StoredFile> files = stores.list(place(input, path));
    return files.size() == 1 && !files.get(0).path().contains("/")
        ? local.resolve(files.get(0).path())
        : local;
  }

  /** A file or folder on the local disk, with all files and folders that the step before made. */
  private Path local(InputRecord input, String path) throws IOException {
    URI place = place(input, path);
    boolean isEmpty = input.emptyFolders().isPresent() && input.files().orElse(1L) == 0;
    if (!isEmpty && input.files().isPresent()) {
      checkCount(input.files().get(), stores.list(place).size(), place, path);
    }
    // a store of objects does not have a folder that has nothing in it
    Path local = isEmpty ? fresh("input") : stores.local(place, fresh("input"));
    for (String each : input.emptyFolders().orElse(Collections.emptyList())) {
      Files.createDirectories(each.isEmpty() ? local : StoreLocation.fileIn(local, each));
    }
    return local;
  }

  /** Files that have gone since they were written must not look like fewer files. */
  private static void checkCount(long written, long found, URI place, String path)
      throws IOException {
    if (written != found) {
      throw new IOException(
          path
              + " has "
              + found
              + " files in "
              + place
              + ", but the step that made it wrote "
              + written
              + ". See what deletes or adds files there, and run that step again.");
    }
  }

  private SparkFiles spark(String path) {
    return spark.orElseThrow(
        () ->
            new IllegalArgumentException(
                path
                    + " is a dataset or a model, which a plain step cannot take or give. Make it a SparkStep."));
  }

  private Path fresh(String purpose) throws IOException {
    Path folder = workFolder.resolve(purpose + "-" + ++copies);
    Files.createDirectories(folder);
    return folder;
  }

  static URI place(InputRecord input, String path) {
    return input
        .uri()
        .orElseThrow(
            () ->
                new IllegalArgumentException(path + " must say where it lies, but is a constant."));
  }
}

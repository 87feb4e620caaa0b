// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.BundleDescriptor;
import dev.outrider.step.attempt.Formats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Steps, packaged as a Spark application: layers that are named by their content, or one
 * self-contained jar for a plain {@code spark-submit}. The same request makes the same bytes,
 * wherever and whenever it is made. Immutable and safe for use by several threads; the files of the
 * class path must not change while it is used.
 */
public final class Bundle {

  private final BundleDescriptor descriptor;
  private final List<LayerSelection> selections;
  private final List<LayerContent> contents;
  private final Layer application;
  private final List<String> warnings;

  private Bundle(
      BundleDescriptor descriptor,
      List<LayerSelection> selections,
      List<LayerContent> contents,
      Layer application,
      List<String> warnings) {
    this.descriptor = descriptor;
    this.selections = List.copyOf(selections);
    this.contents = List.copyOf(contents);
    this.application = application;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Checks what the steps reach, and decides what goes into the bundle. Writes nothing.
   *
   * @throws BundleException with every reason why the steps cannot run on the targets
   */
  public static Bundle of(BundleRequest request) throws BundleException {
    List<KnownLine> targets =
        request.targets().stream().map(SparkLine::known).distinct().sorted().toList();
    SparkClasses spark = SparkClasses.load();
    try (ClassPathReader reader = new ClassPathReader()) {
      Checked checked = Checked.of(request, targets, spark, reader);
      List<ClassPathEntry> candidates =
          LayerSelection.candidates(request.classPath(), spark, checked.unused());
      List<LayerSelection> selections = LayerSelection.of(candidates, spark, targets);
      List<String> warnings = new ArrayList<>(checked.warnings());
      warnings.addAll(MeetingVersions.withSpark(candidates, spark, targets));
      warnings.addAll(MeetingVersions.amongThemselves(selections));
      BundleDescriptor descriptor =
          new BundleDescriptor(
              Formats.CURRENT,
              request.pipeline(),
              request.steps(),
              checked.java(),
              checked.scala(),
              request.targets().stream().map(SparkLine::line).distinct().sorted().toList());
      return new Bundle(
          descriptor,
          selections,
          LayerContent.of(selections, reader),
          ApplicationJar.layer(),
          warnings);
    } catch (IOException e) {
      throw new BundleException(
          "The class path cannot be read any more ("
              + e.getMessage()
              + "). Nothing may change it while the bundle is made: try again.",
          e);
    }
  }

  /**
   * What the bundle is made of, in the order of the class path: the user's classes and each
   * dependency, then the application.
   */
  public List<Layer> layers() {
    return Stream.concat(contents.stream().map(LayerContent::layer), Stream.of(application))
        .toList();
  }

  /** What will work otherwise than one may think, each a sentence; empty when there is nothing. */
  public List<String> warnings() {
    return warnings;
  }

  /** What is lost when all of it is in one jar, each a sentence; empty when nothing is. */
  public List<String> oneFileWarnings() {
    return OneFile.warnings(selections);
  }

  /** What the bundle says of itself. */
  public BundleDescriptor descriptor() {
    return descriptor;
  }

  /**
   * 64 hex digits that stand for all of it: the descriptor and the layers' names and contents, not
   * how they are compressed.
   */
  public String hash() {
    Sha256 all = new Sha256().add(Formats.write(descriptor));
    for (Layer layer : layers()) {
      all.add(layer.kind().name()).add(layer.name()).add(layer.sha256());
    }
    return all.hex();
  }

  /** As {@link #hash}, of what the user brings: another version of Outrider changes nothing. */
  public String hashOfUsers() {
    Sha256 all = new Sha256().add(Formats.write(descriptor));
    for (LayerContent each : contents) {
      Layer layer = each.layer();
      all.add(layer.kind().name()).add(layer.name()).add(layer.sha256());
    }
    return all.hex();
  }

  /**
   * Writes one self-contained jar: {@code spark-submit FILE --step NAME ...}. It appears whole or
   * not at all; one that is there is replaced. Missing folders above it are made. See {@link
   * NamedFile} for links, devices and pipes.
   *
   * @return its size in bytes
   * @throws BundleException when it cannot be written, or the class path has changed
   */
  public long writeOneFile(Path file) throws BundleException {
    byte[] json = Formats.write(descriptor).getBytes(StandardCharsets.UTF_8);
    return write(
        file,
        out -> {
          try (ApplicationJar app = ApplicationJar.unpack();
              ClassPathReader reader = new ClassPathReader();
              JarWriter jar = new JarWriter(out)) {
            List<LayerSelection> parts =
                Stream.concat(Stream.of(app.selection()), selections.stream()).toList();
            new OneFile(parts, BundleDescriptor.ENTRY, json).write(jar, reader);
          }
        });
  }

  /**
   * Writes each layer as {@link Layer#fileName}; one that is there is left alone, for its name is
   * its content. Each file appears whole or not at all. A missing folder is made.
   *
   * @return the files in the order of {@link #layers}
   * @throws BundleException when one cannot be written, or the class path has changed
   */
  public List<Path> writeLayers(Path folder) throws BundleException {
    List<Path> files = new ArrayList<>();
    for (LayerContent content : contents) {
      files.add(
          writeLayer(
              folder.resolve(content.layer().fileName()),
              out -> {
                try (ClassPathReader reader = new ClassPathReader()) {
                  content.write(out, reader);
                }
              }));
    }
    files.add(
        writeLayer(
            folder.resolve(application.fileName()),
            out -> {
              try (ApplicationJar app = ApplicationJar.unpack()) {
                Files.copy(app.file(), out);
              }
            }));
    return List.copyOf(files);
  }

  private static Path writeLayer(Path file, NamedFile.Content content) throws BundleException {
    if (!Files.exists(file)) {
      write(file, content);
    }
    return file;
  }

  private static long write(Path file, NamedFile.Content content) throws BundleException {
    if (Files.isDirectory(file)) {
      throw new BundleException(
          List.of(file + " is a folder. Name the file that the bundle is to be written to."));
    }
    try {
      return new NamedFile(file).write(content);
    } catch (IOException e) {
      throw new BundleException(
          file + " cannot be written (" + e + "). Nothing has been written there.", e);
    }
  }
}

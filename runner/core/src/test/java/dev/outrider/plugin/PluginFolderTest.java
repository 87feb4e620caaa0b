// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import static dev.outrider.plugin.ToyPlugin.IMPLEMENTATION;
import static dev.outrider.plugin.ToyPlugin.SDK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.packaging.WritePluginDescriptor;
import dev.outrider.plugin.toy.ToyFlavor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a plugin jar is told without loading it, and stops no other. */
class PluginFolderTest {
  private static final String LIB = NestedJars.FOLDER;

  @TempDir Path folder;
  private Path plugins;
  private Path toy;

  @BeforeEach
  void plugins() throws Exception {
    plugins = Files.createDirectory(folder.resolve("plugins"));
    toy = plugins.resolve("toy.jar");
  }

  @Test
  void aPluginIsReadWithItsFlavorsAndItsNestedJars() throws Exception {
    Plugin.Readable read = toy().readable(plugins);

    assertThat(read.flavors())
        .extracting(DescribedFlavor::name)
        .containsExactly("toy", "second-toy");
    assertThat(read.flavors().get(0).info()).isEqualTo(new ToyFlavor().info());
    assertThat(read.jars().files())
        .extracting(NestedJars.NestedJar::name)
        .containsExactly(IMPLEMENTATION, SDK);
  }

  @Test
  void aDescriptorThatWasChangedByHandSaysAsMuchAsOneThatIsSealed() throws Exception {
    Plugin.Readable changed =
        toy().withDescriptor("flavor.toy.notes=", "flavor.toy.notes =  ").readable(plugins);

    assertThat(changed.flavors().get(0).info()).isEqualTo(new ToyFlavor().info());
  }

  @Test
  void whatListsDoNotShowIsReadWhenItIsAskedFor() throws Exception {
    Plugin.Readable read = toy().withSealed("type=count", "type=\\u00zz").readable(plugins);

    assertThat(read.flavors()).extracting(DescribedFlavor::name).contains("toy");
    assertThatThrownBy(() -> read.flavors().get(0).info())
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "plugin "
                + toy
                + " has a descriptor that cannot be read (Malformed \\uxxxx encoding.): build it"
                + " again.");

    Plugin.Readable other = toy().withSealed("jars=", "parts=").readable(plugins);
    assertThatThrownBy(other::jars)
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("its descriptor lacks jars: build it again");
  }

  @Test
  void aBrokenPluginStopsNoOther() throws Exception {
    Files.writeString(plugins.resolve("a.jar"), "not a jar");
    toy().writeTo(plugins.resolve("b.jar"));
    Files.createDirectory(plugins.resolve("c.jar"));

    List<Plugin> read = new PluginFolder(plugins).read();

    assertThat(read)
        .extracting(each -> each instanceof Plugin.Readable)
        .containsExactly(false, true, false);
  }

  @Test
  void whatIsNoJarOrWasCutIsToCopyAgain() throws Exception {
    Files.writeString(toy, "not a jar");
    assertThat(broken().reason())
        .isEqualTo("is no readable jar (zip END header not found): copy it again");

    toy().writeTo(toy);
    byte[] whole = Files.readAllBytes(toy);
    Files.write(toy, Arrays.copyOf(whole, 100));
    assertThat(broken().reason())
        .isEqualTo("is no readable jar (zip END header not found): copy it again");
  }

  @Test
  void aJarThatIsNoPluginIsCalledSo() throws Exception {
    toy().without(PluginFolder.DESCRIPTOR).writeTo(toy);

    assertThat(broken())
        .isEqualTo(
            new Plugin.Broken(
                toy,
                List.of(),
                "has no META-INF/outrider/plugin.properties: it is no plugin of Outrider,"
                    + " or a part of one"));
  }

  @Test
  void anotherInterfaceIsToldWithTheSideThatHasToBeNewer() throws Exception {
    String own = "spi=" + PluginFolder.SPI + "\n";
    toy().withDescriptor(own, "spi=7\n").writeTo(toy);
    assertThat(broken())
        .isEqualTo(
            new Plugin.Broken(
                toy,
                List.of("toy", "second-toy"),
                "was made for interface 7, this Outrider has "
                    + PluginFolder.SPI
                    + ": take a newer Outrider"));

    assertThat(broken(toy -> toy.withDescriptor(own, "spi=" + (PluginFolder.SPI - 1) + "\n")))
        .isEqualTo(
            "was made for interface "
                + (PluginFolder.SPI - 1)
                + ", this Outrider has "
                + PluginFolder.SPI
                + ": take a newer version of the plugin");
    assertThat(broken(toy -> toy.withDescriptor(own, "spi=new\n")))
        .isEqualTo(
            "was made for interface 'new', which is no number, this Outrider has "
                + PluginFolder.SPI
                + ": build the plugin again, with the outrider-api of this Outrider");
  }

  @Test
  void anotherInterfaceIsToldBeforeWhatItsDescriptorLacksOrMeans() throws Exception {
    assertThat(
            broken(
                toy ->
                    toy.withDescriptor("spi=" + PluginFolder.SPI + "\n", "spi=7\n")
                        .withDescriptor("integration=", "family=")
                        .withDescriptor("type=count", "type=colour")
                        .withDescriptor("jars=", "parts=")))
        .startsWith("was made for interface 7");
  }

  @Test
  void wordsThatThisOutriderDoesNotKnowAskForANewerOne() throws Exception {
    String advice =
        ", which this Outrider does not know: take a newer Outrider, or the version of the plugin"
            + " that was made for this one";

    assertThat(broken(toy -> toy.withDescriptor("cancel,live-logs", "cancel,teleport")))
        .isEqualTo("has flavor 'toy' with the capability 'teleport'" + advice);
    assertThat(broken(toy -> toy.withDescriptor("type=count", "type=colour")))
        .isEqualTo("has flavor 'toy' with the setting 'size' of the type 'colour'" + advice);
    assertThat(broken(toy -> toy.withSealed("count", "colour")))
        .isEqualTo("has flavor 'toy' with the setting 'size' of the type 'colour'" + advice);
    assertThat(broken(toy -> toy.withSealed("cancel", "teleport")))
        .isEqualTo("has flavor 'toy' with the capability 'teleport'" + advice);
  }

  @Test
  void aDescriptorThatIsNotWholeIsToldWithTheLinesThatItLacks() throws Exception {
    assertThat(broken(toy -> toy.withDescriptor("flavor.toy.integration=", "flavor.toy.family=")))
        .isEqualTo("its descriptor lacks flavor.toy.integration: build it again");
    assertThat(broken(toy -> toy.withDescriptor("\njars=", "\nparts=")))
        .isEqualTo(
            "its descriptor lacks jars: build it again, with the outrider-api of this Outrider");
    for (String wrong : List.of("toy-sdk-1.jar", "toy-sdk-1.jar 1", "toy-sdk-1.jar 1 x")) {
      assertThat(broken(toy -> toy.withDescriptor(toy.described(SDK), wrong)))
          .isEqualTo(
              "its descriptor says '"
                  + wrong
                  + "' of a nested jar, which is not its name, size and CRC-32: build it again,"
                  + " with the outrider-api of this Outrider");
    }
    assertThat(broken(toy -> toy.withDescriptor("flavor.toy.jar=", "flavor.toy.place=")))
        .isEqualTo("its descriptor lacks flavor.toy.jar: build it again");
    assertThat(broken(toy -> toy.withDescriptor("flavors=toy,", "flavors=toy,toy,")))
        .isEqualTo("its descriptor names flavor 'toy' twice: build it again");
    assertThat(broken(toy -> toy.withDescriptor("content=", "content=../../")))
        .endsWith("which is no hash: build it again");
    assertThat(broken(toy -> toy.withDescriptor("flavors=toy,", "flavors=To y,")))
        .startsWith("has a flavor 'To y', which is no name: ");
    assertThat(broken(toy -> toy.withDescriptor("For tests.", "\\u00zz")))
        .isEqualTo(
            "has a descriptor that cannot be read (Malformed \\uxxxx encoding.): build it again");
  }

  @Test
  void noNestedJarIsWrittenOutsideOfItsFolder() throws Exception {
    assertThat(
            broken(
                toy ->
                    toy.withDescriptor("toy-sdk-1.jar", "../toy-sdk-1.jar")
                        .with(LIB + "../" + SDK, toy.bytes(LIB + SDK))))
        .isEqualTo(
            "its descriptor names a nested jar '../toy-sdk-1.jar', which is no plain file name:"
                + " build it again");
  }

  @Test
  void aNestedJarThatIsCutMissingChangedOrUnknownIsSeenInTheDirectory() throws Exception {
    byte[] sdk = toy().bytes(LIB + SDK);
    byte[] other = sdk.clone();
    other[40] ^= 1;

    assertThat(broken(toy -> toy.with(LIB + SDK, Arrays.copyOf(sdk, 100))))
        .isEqualTo(
            "has 100 bytes of its nested jar toy-sdk-1.jar, which had "
                + sdk.length
                + " when the plugin was built: copy the plugin again");
    assertThat(broken(toy -> toy.without(LIB + SDK)))
        .isEqualTo("lacks its nested jar toy-sdk-1.jar: copy the plugin again");
    assertThat(broken(toy -> toy.with(LIB + SDK, other)))
        .isEqualTo(
            "has other bytes in its nested jar toy-sdk-1.jar than when the plugin was built: copy"
                + " the plugin again");
    assertThat(broken(toy -> toy.with(LIB + "late.jar", sdk)))
        .isEqualTo(
            "has nested jars that its descriptor does not name, late.jar: write the descriptor"
                + " when all jars are packed");
  }

  @Test
  void aFlavorsClassThatIsNotInItsNestedJarIsMissed() throws Exception {
    assertThat(broken(toy -> toy.withDescriptor("toy.ToyFlavor", "toy.TinFlavor")))
        .isEqualTo(
            "lacks the class dev.outrider.plugin.toy.TinFlavor in its nested jar "
                + IMPLEMENTATION
                + ": build it again");
    assertThat(
            broken(
                toy ->
                    toy.withDescriptor(
                        "flavor.toy.jar=" + IMPLEMENTATION, "flavor.toy.jar=" + SDK)))
        .isEqualTo(
            "lacks the class dev.outrider.plugin.toy.ToyFlavor in its nested jar "
                + SDK
                + ": build it again");
    assertThat(
            broken(
                toy ->
                    toy.withDescriptor("flavor.toy.jar=" + IMPLEMENTATION, "flavor.toy.jar=x.jar")))
        .isEqualTo(
            "its descriptor looks for flavors in x.jar, which is none of its nested jars: build it"
                + " again");
  }

  @Test
  void nestedJarsAreOpenedOnlyWhereTheDescriptorIsNotAsItWasWritten() throws Exception {
    String entry = ToyPlugin.TOY.replace('.', '/');
    toy().writeTo(toy);
    ToyPlugin.damage(toy, entry);
    assertThat(new PluginFolder(plugins).read())
        .singleElement()
        .isInstanceOf(Plugin.Readable.class);

    toy().withDescriptor("For tests.", "For a test.").writeTo(toy);
    ToyPlugin.damage(toy, entry);
    assertThat(broken().reason()).startsWith("has other bytes in its nested jar " + IMPLEMENTATION);
  }

  @Test
  void aDescriptorThatWasDamagedOnTheWayIsNoticed() throws Exception {
    toy().writeTo(toy);
    ToyPlugin.damage(toy, "flavor.toy.notes");

    assertThat(broken().reason()).isEqualTo("has a damaged descriptor: copy it again");
  }

  @Test
  void aBuildThatPacksNoClassOfItsFlavorIsRefused() throws Exception {
    Path jars = Files.createDirectory(folder.resolve("lib"));
    String[] words = {folder.resolve("descriptor").toString(), jars.toString(), ToyPlugin.TOY};

    assertThatThrownBy(() -> WritePluginDescriptor.main(words))
        .hasMessageStartingWith(
            "None of the nested jars has the class dev.outrider.plugin.toy.ToyFlavor; there are"
                + " [].");
  }

  @Test
  void aJarThatIsOnTheClassPathTwiceIsReadOnce() throws Exception {
    toy().writeTo(toy);
    Path link = Files.createSymbolicLink(folder.resolve("link.jar"), toy);
    URL[] urls = {toy.toUri().toURL(), link.toUri().toURL()};

    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      assertThat(PluginFolder.onClassPath(loader))
          .singleElement()
          .isInstanceOf(Plugin.Readable.class);
    }
  }

  private ToyPlugin toy() throws Exception {
    return ToyPlugin.of(folder, ToyPlugin.TOY, ToyPlugin.SECOND);
  }

  private String broken(UnaryOperator<ToyPlugin> spoilt) throws Exception {
    spoilt.apply(toy()).writeTo(toy);
    return broken().reason();
  }

  private Plugin.Broken broken() throws Exception {
    assertThat(new PluginFolder(plugins).read()).singleElement().isInstanceOf(Plugin.Broken.class);
    return (Plugin.Broken) new PluginFolder(plugins).read().get(0);
  }
}

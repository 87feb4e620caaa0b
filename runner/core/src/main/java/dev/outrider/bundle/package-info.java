// SPDX-License-Identifier: Apache-2.0
/**
 * Packages steps as a Spark application that runs on given Spark lines, and refuses what would not
 * run there.
 *
 * <pre>{@code
 * ClassPath classPath = ClassPath.remembered(List.of(Path.of("target/classes"), gson), cache);
 * Bundle bundle =
 *     Bundle.of(
 *         new BundleRequest(
 *             classPath,
 *             Optional.empty(),
 *             List.of(new BundledStep("clean", "acme.CleanFlights", Optional.empty())),
 *             List.of(SparkLine.parse("3.5.5_2.12")),
 *             17));
 * bundle.warnings().forEach(System.err::println);
 * bundle.writeOneFile(Path.of("clean.jar"));        // spark-submit clean.jar --step clean ...
 * bundle.writeLayers(Path.of("bundles/sha256"));    // or one jar per layer, written once, ever
 * }</pre>
 *
 * <p>All is judged from class files; no class of the user's is ever loaded. What the Sparks have is
 * known from class lists that are resources of this package, written by {@code
 * scripts/class-lists}.
 */
package dev.outrider.bundle;

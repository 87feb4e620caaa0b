// SPDX-License-Identifier: Apache-2.0
/**
 * Plugin jars, as far as their descriptors tell: {@code new PluginFolder(folder).read()} gives each
 * as readable, with its flavors, or as broken, with the reason.
 */
package dev.outrider.plugin;

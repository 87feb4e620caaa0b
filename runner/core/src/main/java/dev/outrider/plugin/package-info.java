// SPDX-License-Identifier: Apache-2.0
/**
 * Plugin jars. {@code new PluginFolder(folder).read()} gives each as readable, with its flavors, or
 * as broken, with the reason; it reads descriptors and the directories of jars, and loads nothing.
 * {@code new Flavors(plugins, new PluginLoader(cache)).load("emr")} loads one flavor, apart from
 * Outrider's own classes and from other plugins.
 */
package dev.outrider.plugin;

// SPDX-License-Identifier: Apache-2.0
/**
 * What a plugin's build runs: {@link dev.outrider.packaging.WritePluginDescriptor} writes down what
 * the plugin's flavors and artifact stores say of themselves.
 */
package dev.outrider.packaging;

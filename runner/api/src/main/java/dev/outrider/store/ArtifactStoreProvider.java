// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import dev.outrider.flavor.Settings;

/**
 * A kind of artifact store. Found through its plugin's descriptor, and loaded when the first store
 * of it is opened; has a public constructor without parameters, which does nothing. Called from
 * several threads at once.
 */
public interface ArtifactStoreProvider {

  /** What it is. The same each time; written into the descriptor when the plugin is built. */
  ArtifactStoreInfo info();

  /**
   * Creates a store of all objects whose URIs have one of its schemes. Makes no call: a problem of
   * the platform shows at the first call.
   *
   * @param settings checked against {@link ArtifactStoreInfo#settings}
   * @param context what it gets of this machine
   * @return never null; the caller closes it
   * @throws IllegalArgumentException when the settings do not go together; the message says which,
   *     by their keys: {@code artifact-store.SETTING}
   */
  ArtifactStore open(Settings settings, StoreContext context);
}

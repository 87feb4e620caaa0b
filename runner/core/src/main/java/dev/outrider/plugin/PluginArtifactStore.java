// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * An artifact store of a plugin. A class that the plugin lacks is found out only when it is needed:
 * then the call has no answer.
 *
 * @param store the plugin's own
 * @param code the plugin's code
 */
record PluginArtifactStore(ArtifactStore store, PluginCode code) implements ArtifactStore {
  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return store.putIfAbsent(object, content);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    try (PluginCode.Call call = code.call()) {
      store.put(object, content);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    try (PluginCode.Call call = code.call()) {
      store.put(object, content);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public ArtifactStore withoutSync() {
    try (PluginCode.Call call = code.call()) {
      return new PluginArtifactStore(store.withoutSync(), code);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return store.head(object);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return new PluginStream(store.get(object, from), code);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return store.list(folder, after, limit);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    try (PluginCode.Call call = code.call()) {
      store.delete(objects);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void close() {
    try (PluginCode.Call call = code.call()) {
      store.close();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }
}

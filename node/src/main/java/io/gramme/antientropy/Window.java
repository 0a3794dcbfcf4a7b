package io.gramme.antientropy;

import io.gramme.model.Key;
import io.gramme.vnode.VnodeProtocol.Found;
import java.util.HashMap;
import java.util.Map;

/**
 * What one slice still allows, and what is fetched on it.
 *
 * @param keys still to be begun
 * @param bytes still to be moved
 * @param halves the records that only one side has shown yet
 */
record Window(int keys, long bytes, Map<Key, Found> halves) {

  boolean hasRoom() {
    return keys > 0 && bytes > 0;
  }

  Window begun() {
    return new Window(keys - 1, bytes, halves);
  }

  Window with(Key key, Found half) {
    Map<Key, Found> more = new HashMap<>(halves);
    more.put(key, half);
    return new Window(keys, bytes, more);
  }

  Window without(Key key, long moved) {
    Map<Key, Found> fewer = new HashMap<>(halves);
    fewer.remove(key);
    return new Window(keys, bytes - moved, fewer);
  }
}

package io.gramme.storage;

/** One change to what an engine holds. The arrays belong to the change from then on. */
public sealed interface Change {

  /** The key that changes. */
  byte[] key();

  /** How much memory the change takes, in bytes, about. */
  int bytes();

  /** The key holds {@code value} from now on, whatever it held before. */
  record Put(byte[] key, byte[] value) implements Change {
    @Override
    public int bytes() {
      return key.length + value.length;
    }
  }

  /** The key holds nothing from now on; deleting an absent key is not an error. */
  record Delete(byte[] key) implements Change {
    @Override
    public int bytes() {
      return key.length;
    }
  }
}

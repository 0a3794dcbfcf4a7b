package io.gramme.storage;

/** Hears of damage in a database that is in use. */
interface DamageReports {

  /** A read met damage. */
  void met(StoreDamagedException damage);

  /**
   * A damaged record is about to be removed, so that it can come back from other replicas.
   *
   * @throws StorageFailedException if that cannot be remembered over a restart; then it must stay
   */
  void removing(StoreDamagedException damage);
}

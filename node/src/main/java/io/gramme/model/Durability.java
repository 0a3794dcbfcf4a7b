package io.gramme.model;

/** When a replica may acknowledge a write. Weakest first. */
public enum Durability {
  /** From memory; flushed within some milliseconds. Lost if the process dies before. */
  BUFFERED,
  /** Handed to the operating system: survives a crash of the process, not of the machine. */
  OS,
  /** Synced to disk. */
  SYNC
}

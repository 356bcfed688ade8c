package com.wandb.iam.bucket.binding;

import org.jspecify.annotations.Nullable;

/** One change of the {@link FileStores} of a server, applied to the state at that moment. */
sealed interface StoresChange {
  /** Returns the given state with this change. */
  FileStores applyTo(FileStores stores);

  /**
   * Remembers the value to restore if the server does not become healthy.
   *
   * @param value null to forget it
   */
  record Former(@Nullable String value) implements StoresChange {
    @Override
    public FileStores applyTo(FileStores stores) {
      return stores.withFormer(value);
    }

    @Override
    public String toString() {
      return value == null ? "Former[none]" : "Former[a value]";
    }
  }

  /** Marks all entries that are not published yet as published with this revision. */
  record Published(long revision) implements StoresChange {
    @Override
    public FileStores applyTo(FileStores stores) {
      return stores.published(revision);
    }
  }

  /**
   * Marks the entries of a value that was written as published, unless the entries were changed
   * meanwhile: then the value in the Secret does not contain them.
   */
  record Written(String value, String separator, long revision) implements StoresChange {
    @Override
    public FileStores applyTo(FileStores stores) {
      return stores.value(separator).equals(value) ? stores.published(revision) : stores;
    }

    @Override
    public String toString() {
      return "Written[" + revision + "]";
    }
  }

  /** Marks entries that were published after this revision as not published. */
  record Withdrawn(long after) implements StoresChange {
    @Override
    public FileStores applyTo(FileStores stores) {
      return stores.withdrawn(after);
    }
  }
}

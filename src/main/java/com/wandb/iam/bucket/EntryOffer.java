package com.wandb.iam.bucket;

import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.storage.BucketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The offer of a connector's bucket to the state of its server: which entry of it is written, and
 * whether another entry in the same location gives way. Computed from values alone.
 *
 * @param key the key of the connector's entry
 * @param owner the connector, as {@code namespace/name}
 * @param wasBound whether status says that this address is bound
 * @param mayAdopt whether the connector may adopt an entry without an owner
 * @param found the entry that overlaps in a Secret that is not merged yet; null if there is none
 */
record EntryOffer(
    String key,
    BucketAddress address,
    String owner,
    boolean wasBound,
    boolean mayAdopt,
    Map.@Nullable Entry<String, FileStores.Entry> found) {
  /** Decision about an offer. */
  sealed interface Decision {
    /** Changes the entry of the connector. */
    record Update() implements Decision {}

    /** Adds an entry. */
    record Add() implements Decision {}

    /**
     * Replaces another entry, which belongs to this connector under an earlier uid.
     *
     * @param other the key of the entry
     */
    record TakeBack(String other) implements Decision {}

    /**
     * Replaces an entry without an owner.
     *
     * @param other the key of the entry
     */
    record Adopt(String other) implements Decision {}

    /**
     * Changes nothing, because another entry overlaps.
     *
     * @param isSame whether it is exactly this bucket
     * @param isAdoptable whether adoptionPolicy decides
     */
    record Refuse(boolean isSame, boolean isAdoptable) implements Decision {
      /** Returns the message of the condition. */
      String message() {
        return "spec.adoptionPolicy: The environment of the W&B server already contains "
            + (isSame ? "this bucket. " : "a bucket that overlaps with this one. ")
            + (isAdoptable
                ? "To adopt it, set adoptionPolicy to IfExists; the tenants of the WandbServer"
                    + " must allow this."
                : "Choose another path.");
      }
    }
  }

  /** Returns whether the state contains this address already. */
  boolean isIn(FileStores stores) {
    return stores
        .of(key)
        .filter(present -> present.store().equals(address.fileStore()))
        .isPresent();
  }

  /** Returns the decision for this state. */
  Decision decide(FileStores stores) {
    if (stores.of(key).isPresent()) {
      return new Decision.Update();
    }
    var other = other(stores);
    return other == null ? new Decision.Add() : decideOver(other.getKey(), other.getValue());
  }

  private Map.@Nullable Entry<String, FileStores.Entry> other(FileStores stores) {
    return stores.at(address.location(), key).orElse(found);
  }

  /**
   * An entry of this connector before a restore, or of a deleted connector with its name, is taken
   * back. An entry without an owner is adopted if this is allowed.
   */
  private Decision decideOver(String otherKey, FileStores.Entry other) {
    boolean isSame = other.place().equals(address.redacted());
    boolean isOfSameName =
        other.owner().equals(owner)
            && other.location().filter(address.location()::isSame).isPresent();
    if (isOfSameName || (isSame && wasBound)) {
      return new Decision.TakeBack(otherKey);
    }
    boolean isAdoptable = isSame && other.owner().isEmpty();
    return isAdoptable && mayAdopt
        ? new Decision.Adopt(otherKey)
        : new Decision.Refuse(isSame, isAdoptable);
  }

  /**
   * Applies the decision to the state.
   *
   * @return the same state if the decision for it is another one
   */
  FileStores applyTo(FileStores stores, Decision decision) {
    return decide(stores).equals(decision) ? put(stores, decision) : stores;
  }

  private FileStores put(FileStores stores, Decision decision) {
    var entry = new FileStores.Entry(address.fileStore(), address.redacted(), owner);
    return switch (decision) {
      case Decision.Update() -> stores.with(key, stores.of(key).map(entry::after).orElse(entry));
      case Decision.Add() -> stores.with(key, entry);
      case Decision.TakeBack(var otherKey) -> replace(stores, otherKey, entry);
      case Decision.Adopt(var otherKey) -> replace(stores, otherKey, entry);
      case Decision.Refuse _ -> stores;
    };
  }

  private FileStores replace(FileStores stores, String otherKey, FileStores.Entry entry) {
    var other = other(stores);
    return stores
        .without(otherKey)
        .with(key, other == null ? entry : entry.after(other.getValue()));
  }
}

package com.wandb.iam.storage.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bucket as its provider's client sees it. One look uses it, in one thread; every method asks the
 * store and fails with the class of reasons.
 */
public interface BucketStore extends AutoCloseable {
  /**
   * Lists at most one object under the path: the least that shows store, bucket and key to work.
   */
  void list() throws StoreException;

  /** Returns the region; empty if the provider has no regions or does not report it. */
  Optional<String> region() throws StoreException;

  /** Returns whether deleted objects may remain as an older version. */
  boolean keepsVersions() throws StoreException;

  /**
   * Tries, without writing, whether an object could be deleted, with all versions of it.
   *
   * @param name of an object that does not exist
   */
  void tryDeleting(String name) throws StoreException;

  void write(String name, byte[] content) throws StoreException;

  byte[] read(String name) throws StoreException;

  /** Deletes the object with all its versions; none there is no failure. */
  void delete(String name) throws StoreException;

  /** Deletes, likewise, all objects whose names begin so and that are older than that. */
  void deleteOlder(String beginning, Instant before) throws StoreException;

  /**
   * Tries, without starting one, whether an upload in parts could be aborted.
   *
   * @param name of an object that nothing is uploaded to
   */
  void tryAborting(String name) throws StoreException;

  /** Starts an upload in parts; the answer is the store's name for it. */
  String startUpload(String name) throws StoreException;

  void abortUpload(String name, String upload) throws StoreException;

  /** The store's names for all uploads in parts to that name that are not finished. */
  List<String> uploads(String name) throws StoreException;

  /** Returns the default encryption; empty if the store reports none. */
  Optional<BucketEncryption> encryption() throws StoreException;

  /** All rules for browsers that the bucket has. */
  List<CorsRule> cors() throws StoreException;

  /** Ends what is under way, from any thread. */
  @Override
  void close();
}

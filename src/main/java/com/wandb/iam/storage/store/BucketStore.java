package com.wandb.iam.storage.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Client for one bucket, for the checks of the bucket. Used by one thread. Each method except
 * {@link #close()} sends requests to the store, and throws a {@link StoreException} with the reason
 * if one fails.
 */
public interface BucketStore extends AutoCloseable {
  /** Lists at most one object under the path: the cheapest test of endpoint, bucket and key. */
  void list() throws StoreException;

  /** Returns the region; empty if the provider has no regions or does not report it. */
  Optional<String> region() throws StoreException;

  /** Returns whether deleted objects may remain as an older version. */
  boolean keepsVersions() throws StoreException;

  /**
   * Tests, without writing, whether the key may delete an object with all its versions.
   *
   * @param name the name of an object that does not exist
   */
  void tryDeleting(String name) throws StoreException;

  void write(String name, byte[] content) throws StoreException;

  byte[] read(String name) throws StoreException;

  /** Deletes the object with all its versions. Does nothing if it does not exist. */
  void delete(String name) throws StoreException;

  /** Deletes all older objects whose names have this prefix, with all their versions. */
  void deleteOlder(String beginning, Instant before) throws StoreException;

  /**
   * Tests, without starting an upload, whether the key may abort a multipart upload.
   *
   * @param name the name of an object without uploads
   */
  void tryAborting(String name) throws StoreException;

  /** Starts a multipart upload, and returns its id. */
  String startUpload(String name) throws StoreException;

  void abortUpload(String name, String upload) throws StoreException;

  /** Returns the ids of all unfinished multipart uploads of the object. */
  List<String> uploads(String name) throws StoreException;

  /** Returns the default encryption; empty if the store reports none. */
  Optional<BucketEncryption> encryption() throws StoreException;

  /** Returns all CORS rules of the bucket. */
  List<CorsRule> cors() throws StoreException;

  /** Ends running requests. May be called from any thread. */
  @Override
  void close();
}

package com.wandb.iam.storage.check;

import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.store.BucketStore;
import com.wandb.iam.storage.store.StoreException;
import com.wandb.iam.storage.store.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The temporary object and the multipart upload that test whether a bucket can be written. Nothing
 * may remain of them, so the probe writes only what it can delete. It records each name before the
 * request, because a request without an answer may have arrived.
 */
final class BucketProbe {
  private static final byte[] CONTENT =
      "Written to test whether this bucket can be used. Deleted immediately.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final BucketLocation location;
  private final ProbeNames names;
  private volatile @Nullable String object;
  private volatile @Nullable String upload;

  BucketProbe(BucketLocation location, ProbeNames names) {
    this.location = location;
    this.names = names;
  }

  /** Returns the names of the objects that may still be in the bucket. */
  Optional<String> left() {
    var all =
        Stream.of(Optional.ofNullable(object), Optional.ofNullable(upload))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" and "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** Fails if the probe's object could not be deleted again. */
  void tryDeleting(BucketStore store) throws StoreException {
    store.tryDeleting(name());
  }

  /** Returns whether the bucket returns exactly what was written. */
  boolean writeReadDelete(BucketStore store) throws StoreException {
    removeOlder(store);
    var name = name();
    object = name;
    byte[] read;
    try {
      store.write(name, CONTENT);
      read = store.read(name);
    } catch (StoreException first) {
      removeAfter(first, store);
      throw first;
    }
    removeObject(store);
    return Arrays.equals(read, CONTENT);
  }

  /** Starts a multipart upload, lists it and aborts it. */
  void uploadInParts(BucketStore store) throws StoreException {
    store.tryAborting(name());
    var name = name();
    upload = name;
    String started;
    try {
      started = store.startUpload(name);
    } catch (StoreException first) {
      if (first.reason() == Reason.FORBIDDEN || first.reason() == Reason.NOT_OFFERED) {
        upload = null;
      }
      throw first;
    }
    try {
      store.uploads(name);
    } finally {
      store.abortUpload(name, started);
      upload = null;
    }
  }

  /** Deletes all objects of the probe. {@link #left()} returns those that could not be deleted. */
  void remove(BucketStore store) throws StoreException {
    removeObject(store);
    var name = upload;
    if (name != null) {
      for (var started : store.uploads(name)) {
        store.abortUpload(name, started);
      }
      upload = null;
    }
  }

  private void removeObject(BucketStore store) throws StoreException {
    var name = object;
    if (name != null) {
      store.delete(name);
      object = null;
    }
  }

  /** Reports the first failure, because objects that are left are reported separately. */
  private void removeAfter(StoreException first, BucketStore store) {
    try {
      removeObject(store);
    } catch (StoreException second) {
      first.addSuppressed(second);
    }
  }

  private void removeOlder(BucketStore store) throws StoreException {
    try {
      store.deleteOlder(location.under(ProbeNames.PREFIX), names.leftBefore());
    } catch (StoreException refused) {
      if (refused.reason() != Reason.FORBIDDEN && refused.reason() != Reason.NOT_OFFERED) {
        throw refused;
      }
      // A key without the permission to list may still have the permission to write.
    }
  }

  private String name() {
    return location.under(names.next());
  }
}

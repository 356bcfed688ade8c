/**
 * The kind StorageConnector: the declared bucket, its check, its address in a Secret, and its entry
 * in the server's list. The list itself is in {@code bucket.binding}, and the clients of object
 * stores are in {@code storage}. Read {@link com.wandb.iam.bucket.StorageConnectorReconciler}
 * first.
 */
@NullMarked
package com.wandb.iam.bucket;

import org.jspecify.annotations.NullMarked;

/**
 * Buckets as they are declared: addresses, locations, credentials, the hosts of the providers, and
 * the rules for all of them. No class here opens a connection. Clients of object stores are in
 * {@code storage.store}, checks of a bucket in {@code storage.check}.
 */
@NullMarked
package com.wandb.iam.storage;

import org.jspecify.annotations.NullMarked;

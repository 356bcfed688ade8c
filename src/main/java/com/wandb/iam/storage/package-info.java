/**
 * Declared buckets: addresses, locations, credentials, hosts of the providers, and their rules. No
 * class here opens a connection. Clients of object stores are in {@code storage.store}, checks of a
 * bucket in {@code storage.check}.
 */
@NullMarked
package com.wandb.iam.storage;

import org.jspecify.annotations.NullMarked;

/**
 * Object stores of three kinds that run on this machine, for whoever needs a bucket in a test: one
 * process of each per JVM, on 127.0.0.1, stopped with the JVM. May use {@code cluster} for how
 * programs are built and watched, and the providers' SDKs to fill the stores.
 */
@NullMarked
package com.wandb.iam.stores;

import org.jspecify.annotations.NullMarked;

/**
 * Object stores of three kinds on this machine for tests that need a bucket. Each JVM starts one
 * process of each kind on 127.0.0.1, and stops it at its end. May use {@code cluster} to build and
 * watch programs, and the providers' SDKs to fill the stores.
 */
@NullMarked
package com.wandb.iam.stores;

import org.jspecify.annotations.NullMarked;

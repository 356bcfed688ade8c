/**
 * Buckets: their addresses as the W&amp;B Server reads them, the naming rules of five providers,
 * and a look at a bucket before a server depends on it. Knows neither resources nor the cluster, so
 * that the loop, an admission check and a command line reach the same verdict. May use the
 * providers' SDKs, whose classes are loaded when a bucket of that provider is looked at and not
 * before. What an SDK or a store says never leaves this package: verdicts are in our words.
 */
@NullMarked
package com.wandb.iam.storage;

import org.jspecify.annotations.NullMarked;

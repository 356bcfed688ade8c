/** Tests of buckets: addresses and rules alone, checks against real stores and odd peers. */
@NullMarked
package com.wandb.iam.storage;

import org.jspecify.annotations.NullMarked;

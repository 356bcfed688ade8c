/** Buckets, their connectors, and how a server learns of them. */
@NullMarked
package com.wandb.iam.loop.bucket;

import org.jspecify.annotations.NullMarked;

/** Buckets, their connectors, and their publication to a server. */
@NullMarked
package com.wandb.iam.loop.bucket;

import org.jspecify.annotations.NullMarked;

/**
 * A W&amp;B server as the operator uses it: interfaces for its operations, {@code Remote…} values
 * for its objects, and a sealed hierarchy of errors. This package contains no URL, JSON or status
 * code; those are in {@code wandb.http} and {@code wandb.transport}. {@code wandb.snapshot}
 * contains the state of a server, {@code wandb.write} its writer.
 */
@NullMarked
package com.wandb.iam.wandb;

import org.jspecify.annotations.NullMarked;

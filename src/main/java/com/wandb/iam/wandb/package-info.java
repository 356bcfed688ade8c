/**
 * A W&amp;B server as the operator sees it: small interfaces for what can be asked, {@code Remote…}
 * values for the answers, and a sealed family of errors. Knows no URL, no JSON and no status code;
 * those are in {@code wandb.http} and {@code wandb.transport}. The state of a server is in {@code
 * wandb.snapshot}, its writer in {@code wandb.write}.
 */
@NullMarked
package com.wandb.iam.wandb;

import org.jspecify.annotations.NullMarked;

/**
 * A W&amp;B Server as the operator sees it: small interfaces for what it can be asked, {@code
 * Remote…} values for what it answers, a sealed family of errors, the snapshot that reconcilers
 * read and the writer that applies their plans. Knows no URL, no JSON and no status code; those are
 * {@code wandb.http}'s. May use {@code access}.
 */
@NullMarked
package com.wandb.iam.wandb;

import org.jspecify.annotations.NullMarked;

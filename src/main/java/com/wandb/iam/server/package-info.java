/**
 * The kind WandbServer: its settings and credentials, what is known about the server, and which
 * organization it is bound to. Reading a server's content is the work of {@code server.sync}, its
 * buckets that of {@code bucket.binding}. Read {@link com.wandb.iam.server.WandbServerReconciler}
 * first.
 */
@NullMarked
package com.wandb.iam.server;

import org.jspecify.annotations.NullMarked;

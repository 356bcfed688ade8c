/**
 * The connections to W&amp;B servers: one sync for each WandbServer, the connection that it opens,
 * and the references that resources make to servers and teams. No class here depends on other kinds
 * than WandbServer and Team, or writes to a server. {@link com.wandb.iam.server.sync.Servers}
 * starts the syncs; other packages use a {@link com.wandb.iam.server.sync.ServerConnection}.
 */
@NullMarked
package com.wandb.iam.server.sync;

import org.jspecify.annotations.NullMarked;

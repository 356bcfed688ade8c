/**
 * The W&amp;B servers as the operator knows them: one sync for each WandbServer, the connection
 * that it opens, and the references that resources make to servers and teams. No class here knows
 * another kind than WandbServer and Team, or writes to a server. {@link
 * com.wandb.iam.server.sync.Servers} starts the syncs; everything above gets a {@link
 * com.wandb.iam.server.sync.ServerConnection}.
 */
@NullMarked
package com.wandb.iam.server.sync;

import org.jspecify.annotations.NullMarked;

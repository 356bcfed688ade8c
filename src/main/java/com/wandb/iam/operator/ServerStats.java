package com.wandb.iam.operator;

import com.wandb.iam.server.sync.ServerState;
import com.wandb.iam.wandb.LimitState;
import java.util.Optional;

/**
 * Statistics of one server.
 *
 * @param name the name of the WandbServer
 * @param snapshot empty before the first successful sync
 * @param plansHeld the number of teams with a plan that waits for approval
 */
public record ServerStats(
    String name,
    ServerState state,
    LimitState limits,
    Optional<SnapshotStats> snapshot,
    long plansHeld,
    KeyStats keys) {}

package com.wandb.iam.operator;

import com.wandb.iam.server.sync.ServerState;
import com.wandb.iam.wandb.LimitState;
import java.util.Optional;

/**
 * One server in figures.
 *
 * @param name of the WandbServer
 * @param snapshot empty before the first look that went well
 * @param plansHeld for how many teams something is held until a person approves
 */
public record ServerStats(
    String name,
    ServerState state,
    LimitState limits,
    Optional<SnapshotStats> snapshot,
    long plansHeld,
    KeyStats keys) {}

package com.wandb.iam.operator;

import com.wandb.iam.bucket.Preflights;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.kube.Workloads;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.SecretWatches;
import com.wandb.iam.server.sync.Servers;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiters;
import java.time.InstantSource;

/** The parts of the operator that reconcilers share. */
record ReconcilerParts(
    OperatorSettings settings,
    InstantSource clock,
    WorkObserver observer,
    EventRecorder events,
    Namespaces namespaces,
    Secrets secrets,
    Workloads workloads,
    IdAnnotation ids,
    CachedResources resources,
    LiveResources live,
    LastWrites writes,
    Claims claims,
    Dependents dependents,
    Servers servers,
    RemovalLimiters limiters,
    PlannedChanges planned,
    Contests contests,
    Preflights preflights,
    SecretWatches secretWatches,
    WeightsAndBiasesWatch deployments,
    ReconcileRunner runner,
    String clusterId) {}

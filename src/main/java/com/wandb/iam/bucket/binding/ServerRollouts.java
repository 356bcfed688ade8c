package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.ServerRollout;
import com.wandb.iam.crd.v1alpha1.ServerRolloutKind;
import com.wandb.iam.kube.Workloads;
import java.util.ArrayList;
import java.util.List;

/** The workloads of a W&amp;B server, restarted so that it reads its environment again. */
record ServerRollouts(Workloads workloads, List<ServerRollout> all) {
  private static final String ABOUT = "file-stores";

  /** Restarts the workloads that were not restarted for this revision, and returns the progress. */
  RolloutProgress roll(String revision) {
    var open = new ArrayList<String>();
    boolean failed = false;
    for (var one : all) {
      var state = workloads.roll(one.namespace(), kind(one.kind()), one.name(), ABOUT, revision);
      var name = one.kind() + " " + one.namespace() + "/" + one.name();
      switch (state) {
        case DONE -> {}
        case MISSING -> open.add(name + " does not exist");
        case FAILED -> {
          open.add(name + " has new pods that do not become available");
          failed = true;
        }
        case ROLLING, UNRELATED -> open.add(name + " is not fully rolled out yet");
      }
    }
    return new RolloutProgress(open, failed);
  }

  private static Workloads.Kind kind(ServerRolloutKind kind) {
    return switch (kind) {
      case Deployment -> Workloads.Kind.DEPLOYMENT;
      case StatefulSet -> Workloads.Kind.STATEFUL_SET;
      case DaemonSet -> Workloads.Kind.DAEMON_SET;
    };
  }
}

package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Tenant;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.ReconcileResult;
import java.util.List;
import java.util.Optional;

/**
 * Which servers are this operator's, where there may be several in the cluster. Whoever sees only
 * some namespaces must not work on a server beside another one that sees others: each would take
 * for undeclared what the other one declares.
 *
 * @param operatorNamespace the operator's own namespace, which is what it is called by
 * @param watched the namespaces that it works in
 */
public record ServerOwnership(String operatorNamespace, WatchedNamespaces watched) {
  private static final int WARNINGS = 50;

  /** Whether the server says that it is another operator's: then nothing of it is touched. */
  public boolean isOthers(WandbServer server) {
    if (!Names.isRead(server)) {
      return false;
    }
    var named = server.getSpec().operatorNamespace();
    return named != null && !named.equals(operatorNamespace);
  }

  /** Why a server is nobody's: several operators may see it, and it does not say whose it is. */
  public Optional<ReconcileResult> unsaid(WandbServer server) {
    return watched.areAll() || server.getSpec().operatorNamespace() != null
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.rejected(
                Reason.OtherOperator,
                "spec.operatorNamespace: an operator that works in some namespaces only may not be"
                    + " the only one: name the namespace of the operator that is to work on this"
                    + " server"));
  }

  /** Why nothing is done on a server of somebody else's. */
  public static ReconcileResult others(WandbServer server) {
    return ReconcileResult.unresolved(
        Reason.OtherOperator,
        "spec.serverRef.name: the WandbServer "
            + server.getMetadata().getName()
            + " is for another operator than the one of this namespace, by its"
            + " spec.operatorNamespace; name another server");
  }

  /** What a server's tenants say that is of no use here. */
  public List<String> warnings(WandbServer server) {
    return server.getSpec().tenants().stream()
        .map(Tenant::namespaces)
        .flatMap(List::stream)
        .distinct()
        .sorted()
        .filter(namespace -> !watched.contains(namespace))
        .limit(WARNINGS)
        .map(
            namespace ->
                "spec.tenants: the operator does not work in the namespace "
                    + namespace
                    + ": nothing there gets what the entry allows")
        .toList();
  }
}

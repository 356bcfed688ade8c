package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Tenant;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.ReconcileResult;
import java.util.List;
import java.util.Optional;

/**
 * The servers that belong to this operator, if several operators run in the cluster. Operators with
 * different namespaces must not share a server, because each would treat the other's members as
 * undeclared.
 *
 * @param operatorNamespace the operator's own namespace, which identifies it
 * @param watched the namespaces that the operator watches
 */
public record ServerOwnership(String operatorNamespace, WatchedNamespaces watched) {
  private static final int WARNINGS = 50;

  /** Returns whether the server belongs to another operator. This operator then ignores it. */
  public boolean isOthers(WandbServer server) {
    if (!Names.isRead(server)) {
      return false;
    }
    var named = server.getSpec().operatorNamespace();
    return named != null && !named.equals(operatorNamespace);
  }

  /** Returns the rejection of a server that does not name its operator, if there can be several. */
  public Optional<ReconcileResult> rejectUnnamed(WandbServer server) {
    return watched.areAll() || server.getSpec().operatorNamespace() != null
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.rejected(
                Reason.OtherOperator,
                "spec.operatorNamespace: The field is required, because this operator"
                    + " watches only some namespaces and others may exist. Set it to the"
                    + " namespace of the operator that manages this server."));
  }

  /** Returns the result for a resource whose server belongs to another operator. */
  public static ReconcileResult ofOther(WandbServer server) {
    return ReconcileResult.unresolved(
        Reason.OtherOperator,
        "spec.serverRef.name: WandbServer "
            + server.getMetadata().getName()
            + " belongs to another operator: its spec.operatorNamespace is not the namespace of"
            + " the operator that manages this resource. Name another WandbServer.");
  }

  /** Returns warnings about tenants in namespaces that the operator does not watch. */
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
                "spec.tenants: The operator does not watch namespace "
                    + namespace
                    + ". The entry has no effect there.")
        .toList();
  }
}

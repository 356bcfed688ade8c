package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One pass over one resource: what was declared, the status in the making, and a way to save it
 * before something is done that must be remembered. What was declared is that of the beginning,
 * whatever is declared meanwhile: nothing is said of a generation that the pass has not seen.
 */
final class Pass<R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>> {
  private final StatusWriter writer = new StatusWriter();
  private final OwnWrites writes;
  private final Context<R> context;
  private final D draft;
  private R resource;
  private Report report;

  Pass(OwnWrites writes, R resource, Context<R> context, D draft) {
    this.writes = writes;
    this.resource = resource;
    this.context = context;
    this.draft = draft;
    this.report = Report.of(resource.getStatus());
  }

  R resource() {
    return resource;
  }

  D draft() {
    return draft;
  }

  /** The generation that this pass is about. */
  long generation() {
    return resource.getMetadata().getGeneration();
  }

  String namespace() {
    return resource.getMetadata().getNamespace();
  }

  String name() {
    return resource.getMetadata().getName();
  }

  /** The resources of a kind in this one's namespace as the API server has them now. */
  <K extends HasMetadata> List<K> listedNow(Class<K> kind) {
    return context.getClient().resources(kind).inNamespace(namespace()).list().getItems();
  }

  /** What is watched of a kind for this resource, as it was when a watch told it last. */
  <K extends HasMetadata> Set<K> watched(Class<K> kind) {
    return context.getSecondaryResources(kind);
  }

  /** Notes that an order was carried out. */
  void handled(Orders order, String value) {
    report =
        new Report(
            report.observedGeneration(),
            report.conditions(),
            order.handledWith(report.handled(), value));
  }

  /** Writes the draft now, with the conditions of before. */
  void save() {
    var written = writer.write(resource, draft.status(report), draft::own, context);
    var version = written.getMetadata().getResourceVersion();
    if (!Objects.equals(version, resource.getMetadata().getResourceVersion())) {
      movedTo(version);
      resource.setStatus(written.getStatus());
    }
  }

  /** Writes the draft with the conditions that this pass leaves, where anything differs. */
  void save(Report last) {
    report = last;
    save();
  }

  /** A write beside the status made this version of the resource; the next save starts from it. */
  void movedTo(String version) {
    writes.note(resource, version);
    resource = context.getClient().getKubernetesSerialization().clone(resource);
    resource.getMetadata().setResourceVersion(version);
  }

  /** The resource may go: nothing is written to it any more. */
  void over() {
    writes.forget(resource);
  }

  Report report() {
    return report;
  }

  Claims.Claimant claimant() {
    return Claims.Claimant.of(resource);
  }
}

package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * One reconciliation of one resource: its spec, the new status, and a way to save the status before
 * an action that must not be forgotten. The spec is the one at the start, because conditions must
 * not refer to a generation that was not read.
 */
public abstract class Reconciliation<
    R extends IamResource<?, T>, T extends ResourceStatus, D extends StatusBuilder<T>> {
  private final StatusWriter writer = new StatusWriter();
  private final LastWrites writes;
  private final Context<R> context;
  private final D draft;
  private R resource;
  private CommonStatus report;
  private boolean over;

  public Reconciliation(LastWrites writes, R resource, Context<R> context, D draft) {
    this.writes = writes;
    this.resource = resource;
    this.context = context;
    this.draft = draft;
    this.report = CommonStatus.of(resource.getStatus());
  }

  public R resource() {
    return resource;
  }

  public D draft() {
    return draft;
  }

  /** Returns the generation of the spec that is reconciled. */
  public long generation() {
    return resource.getMetadata().getGeneration();
  }

  public String namespace() {
    return resource.getMetadata().getNamespace();
  }

  public String name() {
    return resource.getMetadata().getName();
  }

  /** Returns the watched resources of a kind that belong to this resource, from the cache. */
  public <K extends HasMetadata> Set<K> watched(Class<K> kind) {
    return context.getSecondaryResources(kind);
  }

  /** Records that an action annotation was executed. */
  public void handled(ActionAnnotation order, String value) {
    report =
        new CommonStatus(
            report.observedGeneration(),
            report.conditions(),
            order.handledWith(report.handled(), value));
  }

  /** Writes the new status now, with the former conditions. */
  public void save() {
    var written = writer.write(resource, draft.status(report), draft::own, context);
    var version = written.getMetadata().getResourceVersion();
    if (!Objects.equals(version, resource.getMetadata().getResourceVersion())) {
      setVersion(version);
      resource.setStatus(written.getStatus());
    }
  }

  /** Writes the new status with the new conditions, if anything differs. */
  void save(CommonStatus last) {
    report = last;
    save();
  }

  /**
   * Writes something else than the status. The next save uses the version after this write.
   *
   * @param write writes the resource it receives, with its version, and returns the version after
   *     the write
   */
  public void write(Function<R, String> write) {
    setVersion(
        soleWriter()
            .write(resource, known -> at(known, write.apply(known)), now -> false)
            .getMetadata()
            .getResourceVersion());
  }

  private SoleWriter<R, T> soleWriter() {
    return new SoleWriter<>(context.getClient(), draft::own);
  }

  private void setVersion(String version) {
    writes.note(resource, version);
    resource = at(resource, version);
  }

  private R at(R known, String version) {
    var copy = context.getClient().getKubernetesSerialization().clone(known);
    copy.getMetadata().setResourceVersion(version);
    return copy;
  }

  /**
   * Removes the finalizer. The framework must not do that: it could remove the finalizer of a new
   * resource with the same name, and it would ignore events of that resource until then.
   */
  void leave() {
    var finalizer = context.getControllerConfiguration().getFinalizerName();
    soleWriter()
        .write(
            resource,
            known -> without(finalizer, known),
            now -> !now.getMetadata().getFinalizers().contains(finalizer));
    writes.gone(resource);
    over = true;
  }

  private R without(String finalizer, R known) {
    var others = new ArrayList<>(known.getMetadata().getFinalizers());
    others.remove(finalizer);
    var patch =
        Map.of(
            "metadata",
            Map.of(
                "resourceVersion", known.getMetadata().getResourceVersion(), "finalizers", others));
    return context
        .getClient()
        .resource(known)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            context.getClient().getKubernetesSerialization().asJson(patch));
  }

  /** Returns whether the finalizer was removed. */
  public boolean isOver() {
    return over;
  }

  /** Makes the next reconciliation read the resource live. */
  void doubt() {
    writes.doubt(resource);
  }

  public CommonStatus report() {
    return report;
  }
}

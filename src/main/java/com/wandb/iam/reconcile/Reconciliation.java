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
 * One pass over one resource: what was declared, the status in the making, and a way to save it
 * before something is done that must be remembered. What was declared is that of the beginning,
 * whatever is declared meanwhile: nothing is said of a generation that the pass has not seen.
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

  /** The generation that this pass is about. */
  public long generation() {
    return resource.getMetadata().getGeneration();
  }

  public String namespace() {
    return resource.getMetadata().getNamespace();
  }

  public String name() {
    return resource.getMetadata().getName();
  }

  /** What is watched of a kind for this resource, as it was when a watch told it last. */
  public <K extends HasMetadata> Set<K> watched(Class<K> kind) {
    return context.getSecondaryResources(kind);
  }

  /** Notes that an order was carried out. */
  public void handled(ActionAnnotation order, String value) {
    report =
        new CommonStatus(
            report.observedGeneration(),
            report.conditions(),
            order.handledWith(report.handled(), value));
  }

  /** Writes the draft now, with the conditions of before. */
  public void save() {
    var written = writer.write(resource, draft.status(report), draft::own, context);
    var version = written.getMetadata().getResourceVersion();
    if (!Objects.equals(version, resource.getMetadata().getResourceVersion())) {
      movedTo(version);
      resource.setStatus(written.getStatus());
    }
  }

  /** Writes the draft with the conditions that this pass leaves, where anything differs. */
  void save(CommonStatus last) {
    report = last;
    save();
  }

  /**
   * Writes beside the status; the next save starts from there.
   *
   * @param write sends the version of what it is given, and gives the one after it
   */
  public void write(Function<R, String> write) {
    movedTo(
        sole()
            .write(resource, known -> at(known, write.apply(known)), now -> false)
            .getMetadata()
            .getResourceVersion());
  }

  private SoleWriter<R, T> sole() {
    return new SoleWriter<>(context.getClient(), draft::own);
  }

  private void movedTo(String version) {
    writes.note(resource, version);
    resource = at(resource, version);
  }

  private R at(R known, String version) {
    var copy = context.getClient().getKubernetesSerialization().clone(known);
    copy.getMetadata().setResourceVersion(version);
    return copy;
  }

  /**
   * Lets the resource go. Not left to the framework: it would take whatever has that name by now
   * for what it was told to let go, and sleep on what is made anew before it has finished.
   */
  void leave() {
    var finalizer = context.getControllerConfiguration().getFinalizerName();
    sole()
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

  /** Whether the resource was let go. */
  public boolean isOver() {
    return over;
  }

  /** The next pass must not begin from what is remembered of the resource. */
  void doubt() {
    writes.doubt(resource);
  }

  public CommonStatus report() {
    return report;
  }
}

package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reconciliation of a Team. Its status is recorded and not written. */
public final class TeamPass extends Reconciliation<Team, TeamStatus, TeamPass.Draft> {
  private static final KubernetesSerialization YAML = LenientSerialization.create();

  private TeamPass(LastWrites writes, Team team, @Nullable Context<Team> context, Draft draft) {
    super(writes, team, context, draft);
  }

  /** Returns a reconciliation of this Team. */
  public static TeamPass of(Team team) {
    return of(team, new LastWrites(InstantSource.system()), null);
  }

  /** Returns a reconciliation that can remove the finalizer of this Team. */
  public static TeamPass of(Team team, LastWrites writes, @Nullable Context<Team> context) {
    return new TeamPass(writes, team, context, new Draft(team.getStatus(), new ArrayList<>()));
  }

  /** Returns a reconciliation of the Team ml/vision in generation 3. */
  public static TeamPass of(String metadata, String status) {
    return of(team("name: vision, namespace: ml, uid: u1, generation: 3" + metadata, status));
  }

  /** Returns a Team with these fields in YAML. */
  public static Team team(String metadata, String status) {
    return YAML.unmarshal(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {%s}
        spec: {}
        status: {%s}
        """
            .formatted(metadata, status),
        Team.class);
  }

  /** Returns what was saved. */
  List<CommonStatus> saved() {
    return draft().saved();
  }

  /** Records each saved status, and keeps the stored one. */
  record Draft(TeamStatus stored, List<CommonStatus> saved) implements StatusBuilder<TeamStatus> {
    @Override
    public Optional<String> server() {
      return Optional.ofNullable(stored.serverName());
    }

    @Override
    public TeamStatus status(CommonStatus report) {
      saved.add(report);
      return stored;
    }
  }
}

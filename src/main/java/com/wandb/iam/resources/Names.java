package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerReference;
import com.wandb.iam.crd.v1alpha1.ServiceAccountScope;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembershipSpec;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountSpec;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.reconcile.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Common properties of resources: the name on the server, the WandbServer and the state. */
public final class Names {
  private static final Set<String> WAITING =
      Set.of(Reason.ConnectorNotReady.name(), Reason.ConnectorNotFound.name());

  private Names() {}

  /** Returns the team's name on the server. */
  public static String nameOf(Team team) {
    var name = team.getSpec().name();
    return name == null ? team.getMetadata().getName() : name;
  }

  /** Returns the role's name on the server. */
  public static String nameOf(CustomRole role) {
    var name = role.getSpec().name();
    return name == null ? role.getMetadata().getName() : name;
  }

  /** Returns the account's name on the server. */
  public static String nameOf(WandbServiceAccount account) {
    var name = account.getSpec().name();
    return name == null ? account.getMetadata().getName() : name;
  }

  /** Returns the email address or the username that was declared, whichever is given. */
  public static String nameOf(PersonReference person) {
    var email = person.email();
    if (email != null) {
      return email;
    }
    var username = person.username();
    return username == null ? "" : username;
  }

  /** Returns the name of the WandbServer of a team. */
  public static String serverOf(Team team) {
    return team.getSpec().serverRef().name();
  }

  /** Returns the name of the WandbServer of a ServiceAccount with scope Organization. */
  public static String serverOf(WandbServiceAccountSpec spec) {
    var ref = spec.serverRef();
    return (ref == null ? ServerReference.DEFAULT : ref).name();
  }

  /** Returns the team's id on the server; empty until the team is found or created. */
  public static Optional<String> idOf(Team team) {
    return Optional.ofNullable(team.getStatus())
        .flatMap(status -> Optional.ofNullable(status.id()));
  }

  /** Returns the users that a membership declares, in the order of the spec. */
  public static List<PersonReference> declared(TeamMembershipSpec spec) {
    return spec.user() == null ? spec.users() : List.of(spec.user());
  }

  /** Returns whether the scope is Organization. */
  public static boolean isOfOrganization(WandbServiceAccountSpec spec) {
    return spec.scope() == ServiceAccountScope.Organization;
  }

  /**
   * Returns whether a Team has managementPolicy Observe, so that the operator writes nothing to the
   * team.
   */
  public static boolean isObserved(Team team) {
    return team.getSpec().managementPolicy() == ManagementPolicy.Observe;
  }

  /** Returns whether all fields of a stored resource could be read. */
  public static boolean isRead(HasMetadata resource) {
    return LenientSerialization.misreadFields(resource).isEmpty();
  }

  /**
   * Returns whether a Team waits for its connector. Such a team is not created yet, so it has no
   * data in the bucket. Every other Team can have some, even one whose status was lost.
   */
  public static boolean isWaiting(Team team) {
    var status = team.getStatus();
    return isRead(team)
        && status != null
        && status.id() == null
        && status.pendingCreate() == null
        && Objects.equals(status.observedGeneration(), team.getMetadata().getGeneration())
        && Conditions.find(status.conditions(), ConditionType.Ready.name())
            .filter(ready -> WAITING.contains(ready.reason()))
            .isPresent();
  }
}

package com.wandb.iam.sandbox.graphql;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WireId;
import com.wandb.iam.sandbox.state.WorldState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entity in GraphQL terms: a team, a user's personal entity, or the organization's entity. */
record EntityView(
    String id, String name, String type, @Nullable TeamState team, @Nullable Account owner) {

  static EntityView of(TeamState team) {
    return new EntityView(team.id(), team.name, "team", team, null);
  }

  /** Numbers of personal entities do not overlap with those of teams. */
  static EntityView personal(Account owner) {
    return new EntityView(
        WireId.of("Entity", 1_000_000_000L + owner.number), owner.username, "user", null, owner);
  }

  static EntityView organization(WorldState state) {
    return new EntityView(
        WireId.of("Entity", 1), state.organizationEntity(), "organization", null, null);
  }

  static Optional<EntityView> find(WorldState state, String name) {
    if (name.equals(state.organizationEntity())) {
      return Optional.of(organization(state));
    }
    return state
        .team(name)
        .map(EntityView::of)
        .or(
            () ->
                state.accountByUsername(name).filter(Account::isPerson).map(EntityView::personal));
  }

  boolean privateOnly() {
    return team != null && team.privateOnly;
  }
}

package com.wandb.iam.benchmark;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/**
 * Only the writes that add members, sent at full speed with the HTTP client and the limits of the
 * operator.
 */
final class BareWrites implements AutoCloseable {
  private final WandbApi api;
  private final RemoteTeam team;

  private BareWrites(WandbApi api, RemoteTeam team) {
    this.api = api;
    this.team = team;
  }

  /** Creates a team for the writes. */
  static BareWrites to(Sandbox sandbox, String team) {
    var settings =
        new ConnectionSettings(
            sandbox.url(),
            ApiKey.of(sandbox.adminKey()),
            "",
            null,
            Installation.REQUESTS_PER_SECOND,
            Installation.CONCURRENCY,
            Duration.ofSeconds(30));
    var api =
        new HttpWandbConnector(InstantSource.system(), "benchmark", RequestObserver.NONE)
            .connect("server", settings);
    return new BareWrites(api, api.teams().create(team, List.of(), null));
  }

  /**
   * Returns the time to add all members and to set roles, without the reads that this needs.
   *
   * @param additions requests that add all members, in equal parts
   * @param roles requests that set a role
   */
  double seconds(long additions, long roles) {
    var ids = people().stream().map(RemoteUser::id).toList();
    var adding = new ArrayList<Runnable>();
    for (int i = 0; i < additions; i++) {
      var part =
          ids.subList((int) (ids.size() * i / additions), (int) (ids.size() * (i + 1) / additions));
      adding.add(() -> api.teams().addMembers(team.id(), part));
    }
    double seconds = AtOnce.seconds(adding);
    var setting =
        people().stream().limit(roles).<Runnable>map(user -> () -> makeAdmin(user)).toList();
    return seconds + AtOnce.seconds(setting);
  }

  private List<RemoteUser> people() {
    return api.users().list().stream()
        .filter(user -> user.type() == AccountType.USER)
        .filter(user -> user.username().startsWith("person-"))
        .toList();
  }

  private void makeAdmin(RemoteUser user) {
    var roles = new HashMap<>(Objects.requireNonNull(user.teamRoles()));
    roles.put(team.name(), TeamRole.BuiltIn.ADMIN);
    api.users().replaceTeamRoles(user, roles);
  }

  @Override
  public void close() {
    api.close();
  }
}

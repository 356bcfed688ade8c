package com.wandb.iam.wandb.snapshot;

import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reader of complete snapshots: three lists, and one query per 50 teams. A failed or incomplete
 * read throws and never returns an empty server.
 */
public final class SnapshotReader {
  /** Everything is read a second time if a list lost more than this share of its items. */
  private static final double SUSPICIOUS_SHRINKAGE = 0.2;

  private final WandbApi api;
  private final InstantSource clock;

  public SnapshotReader(WandbApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * Reads a snapshot.
   *
   * @param previous the previous snapshot, to detect a list that lost many items, or null
   * @throws WandbException if any part could not be read, or if a list shrank and the second read
   *     differs from the first
   */
  public Snapshot read(@Nullable Snapshot previous) {
    var first = readOnce();
    if (previous == null || !shrank(previous, first)) {
      return first;
    }
    var second = readOnce();
    if (!ids(first).equals(ids(second))) {
      throw new Unavailable(
          Unavailable.Outage.MALFORMED,
          "the server lists far fewer users or teams than before, and two reads disagree",
          false,
          null,
          null);
    }
    return second;
  }

  private Snapshot readOnce() {
    var asOf = clock.instant();
    var users = api.users().list();
    var teams = api.teams().list();
    var roles = customRoles();
    var rosters = api.teams().rosters(teams.stream().map(RemoteTeam::name).toList());
    return new Snapshot(asOf, users, teams, rosters, roles);
  }

  /**
   * Lists the custom roles. Returns an empty list if the licence or version does not include custom
   * roles, because that is not a failure.
   */
  private List<RemoteRole> customRoles() {
    try {
      return api.roles().list();
    } catch (WandbException.NotFound | WandbException.Invalid absent) {
      return List.of();
    } catch (WandbException.Refused refused) {
      if (refused.reason() == WandbException.Refused.Refusal.LICENCE) {
        return List.of();
      }
      throw refused;
    }
  }

  private static boolean shrank(Snapshot before, Snapshot after) {
    return shrank(before.users().size(), after.users().size())
        || shrank(before.teams().size(), after.teams().size())
        || shrank(members(before), members(after));
  }

  private static boolean shrank(int before, int after) {
    return after < before * (1 - SUSPICIOUS_SHRINKAGE);
  }

  private static int members(Snapshot snapshot) {
    return snapshot.rosters().stream().mapToInt(roster -> roster.members().size()).sum();
  }

  private static Set<String> ids(Snapshot snapshot) {
    var found = snapshot.users().stream().map(RemoteUser::id).collect(Collectors.toSet());
    snapshot.teams().forEach(team -> found.add(team.id()));
    snapshot
        .rosters()
        .forEach(
            roster ->
                roster
                    .members()
                    .forEach(
                        member ->
                            found.add(
                                roster.teamId() + "/" + member.userId() + "/" + member.email())));
    return found;
  }
}

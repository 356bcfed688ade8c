package com.wandb.iam.reconcile;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberCounts;
import com.wandb.iam.crd.v1alpha1.TeamSpec;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.Snapshot;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a Team's status says about who is in it. */
final class TeamReport {
  private TeamReport() {}

  static Conclusion conclude(TeamDraft draft, TeamSpec spec, RemoteTeam team, Snapshot snapshot) {
    snapshot.roster(team.id()).ifPresent(roster -> describe(draft, spec, roster));
    return Conclusion.ready("the team " + team.name() + " is as declared");
  }

  private static void describe(TeamDraft draft, TeamSpec spec, RemoteRoster roster) {
    var counts = counts(roster);
    draft.members = counts;
    int wished = or(spec.membership().minimumAdmins());
    int admins = or(counts.admins());
    draft.warnings =
        admins < wished
            ? List.of(
                "the team has "
                    + admins
                    + (admins == 1 ? " admin" : " admins")
                    + ", fewer than the "
                    + wished
                    + " that spec.membership.minimumAdmins asks for: give somebody the role Admin")
            : List.of();
  }

  private static int or(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static MemberCounts counts(RemoteRoster roster) {
    return new MemberCounts(
        count(roster, member -> true),
        count(roster, member -> person(member) && member.role() == TeamRole.BuiltIn.ADMIN),
        count(roster, member -> person(member) && member.role() == TeamRole.BuiltIn.MEMBER),
        count(roster, member -> person(member) && member.role() == TeamRole.BuiltIn.VIEWER),
        count(roster, member -> person(member) && member.role() instanceof TeamRole.Custom),
        count(roster, RemoteMember::pending),
        count(roster, member -> member.type() != AccountType.USER),
        null);
  }

  private static boolean person(RemoteMember member) {
    return member.type() == AccountType.USER && !member.pending();
  }

  private static int count(RemoteRoster roster, Predicate<RemoteMember> which) {
    return (int) roster.members().stream().filter(which).count();
  }
}

package com.wandb.iam.benchmark;

import com.wandb.iam.access.Action;
import com.wandb.iam.access.Glob;
import com.wandb.iam.access.Identity;
import com.wandb.iam.access.KnownPermissions;
import com.wandb.iam.access.Permission;
import com.wandb.iam.access.ProjectVisibility;
import com.wandb.iam.access.RoleDefinition;
import com.wandb.iam.access.Target;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.TeamRole.BuiltIn;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedMember;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.access.tenancy.Provision;
import com.wandb.iam.access.tenancy.Selector;
import com.wandb.iam.access.tenancy.Tenancy;
import com.wandb.iam.access.tenancy.TenantEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Mixed input for the permission model. It is the same in every run. */
public final class AccessInputs {
  static final int MEMBERSHIPS = 10_000;

  private static final int SEED = 4711;
  private static final int TEAMS = 200;
  private static final int TENANTS = 20;
  private static final List<RoleDefinition> CUSTOM_ROLES =
      IntStream.range(0, 8).mapToObj(AccessInputs::customRole).toList();

  private AccessInputs() {}

  /**
   * A user in a team and a target object.
   *
   * @param held the membership of the user in that team
   */
  record Held(Identity.Person person, Identity.Membership held, Target target) {}

  /** Users in two teams each, with the actions to evaluate for all of them. */
  @State(Scope.Benchmark)
  public static class HeldMemberships {
    /** At least one action of each area of the tables and of each kind of cell. */
    static final List<Action> ACTIONS =
        List.of(
            Action.ADD_TEAM_MEMBERS,
            Action.MANAGE_TEAM_SETTINGS,
            Action.ADD_MODELS,
            Action.VIEW_MODELS,
            Action.MANAGE_PROTECTED_ALIASES,
            Action.VIEW_REPORTS,
            Action.EDIT_REPORTS,
            Action.LOG_EXPERIMENTS,
            Action.DELETE_EXPERIMENTS,
            Action.VIEW_ARTIFACTS,
            Action.DOWNLOAD_ARTIFACTS,
            Action.CREATE_AND_DELETE_TEAMS);

    final List<Held> all = memberships(new Random(SEED));
  }

  /** Requests to add members, and the tenants that limit the requests. */
  @State(Scope.Benchmark)
  public static class MembershipRequests {
    final Tenancy tenancy =
        new Tenancy(IntStream.range(0, TENANTS).mapToObj(AccessInputs::tenant).toList());
    final List<AccessRequest> all = requests(new Random(SEED));
  }

  /**
   * Teams in which one member in twenty differs from the grants. Half of those members are missing.
   */
  @State(Scope.Benchmark)
  public static class GrantedTeams {
    private static final int VARIANTS = 4;

    private final List<GrantedTeam> variants =
        IntStream.range(0, VARIANTS).mapToObj(i -> grantedTeam(new Random(SEED + i))).toList();
    private int last;

    /** Returns the next variant. */
    GrantedTeam next() {
      last = (last + 1) % VARIANTS;
      return variants.get(last);
    }
  }

  /** Declared grants and the observed team. */
  record GrantedTeam(List<Grant> grants, ObservedTeam observed) {}

  private static List<Held> memberships(Random random) {
    return IntStream.range(0, MEMBERSHIPS).mapToObj(i -> held(i, random)).toList();
  }

  private static Held held(int number, Random random) {
    var team = "team-" + number % TEAMS;
    var held = new Identity.Membership(role(random), oneIn(10, random));
    var elsewhere = new Identity.Membership(role(random), oneIn(10, random));
    var name = "person-" + number;
    var person =
        new Identity.Person(
            name,
            Map.of(team, held, "team-" + (number + 1) % TEAMS, elsewhere),
            oneIn(100, random));
    var visibilities = ProjectVisibility.values();
    var target =
        Target.in(team, visibilities[random.nextInt(visibilities.length)])
            .by(oneIn(2, random) ? name : "person-" + random.nextInt(MEMBERSHIPS))
            .inviting(oneIn(2, random) ? Set.of(name) : Set.of())
            .with(new Target.Settings(oneIn(5, random), oneIn(5, random)));
    return new Held(person, held, target);
  }

  private static RoleDefinition role(Random random) {
    int share = random.nextInt(100);
    if (share < 10) {
      return RoleDefinition.builtIn(BuiltIn.ADMIN);
    }
    if (share < 60) {
      return RoleDefinition.builtIn(BuiltIn.MEMBER);
    }
    return share < 80
        ? RoleDefinition.builtIn(BuiltIn.VIEWER)
        : CUSTOM_ROLES.get(random.nextInt(CUSTOM_ROLES.size()));
  }

  private static RoleDefinition customRole(int number) {
    var added =
        KnownPermissions.PUBLISHED.permissions().stream().sorted().limit(number + 1).toList();
    return RoleDefinition.custom(
        "custom-" + number,
        number % 2 == 0 ? BuiltIn.MEMBER : BuiltIn.VIEWER,
        new HashSet<Permission>(added));
  }

  private static TenantEntry tenant(int number) {
    var group = "group-" + number;
    boolean byLabel = number % 2 == 0;
    return new TenantEntry(
        group,
        byLabel ? Set.of() : Set.of(group + "-train", group + "-serve"),
        byLabel ? Optional.of(new Selector(Map.of("group", group), List.of())) : Optional.empty(),
        globs(group + "-*", "shared-*-" + number),
        true,
        false,
        number % 4 == 0 ? globs("*") : globs("Member", "Viewer", "custom-*"),
        globs("*"),
        globs("*"),
        Provision.INVITE,
        globs("*@" + group + ".example.com", "*.*@example.com"),
        false,
        globs(group + "-*"),
        globs(),
        false);
  }

  private static List<Glob> globs(String... patterns) {
    return Stream.of(patterns).map(Glob::new).toList();
  }

  private static List<AccessRequest> requests(Random random) {
    return IntStream.range(0, MEMBERSHIPS).mapToObj(i -> request(i, random)).toList();
  }

  private static AccessRequest request(int number, Random random) {
    int tenant = random.nextInt(TENANTS);
    var group = "group-" + tenant;
    var namespace = group + (oneIn(2, random) ? "-train" : "-serve");
    var team = oneIn(5, random) ? "shared-" + number + "-" + tenant : group + "-" + number % TEAMS;
    var domain =
        oneIn(20, random)
            ? "elsewhere.org"
            : oneIn(2, random) ? group + ".example.com" : "example.com";
    return AccessRequest.claim(
            namespace, Map.of("kubernetes.io/metadata.name", namespace, "group", group), team)
        .granting(role(random).role(), List.of(List.of("Person.Number-" + number + "@" + domain)));
  }

  private static GrantedTeam grantedTeam(Random random) {
    var grants = IntStream.range(0, MEMBERSHIPS).mapToObj(i -> grant(i, random)).toList();
    var observed = grants.stream().flatMap(grant -> observed(grant, random).stream()).toList();
    return new GrantedTeam(grants, ObservedTeam.of(observed));
  }

  private static Grant grant(int number, Random random) {
    return new Grant("user-" + number, "person-" + number, role(random).role());
  }

  private static List<ObservedMember> observed(Grant granted, Random random) {
    if (oneIn(40, random)) {
      return List.of();
    }
    var role = oneIn(40, random) ? otherThan(granted.role()) : granted.role();
    return List.of(new ObservedMember(granted.userId(), granted.person(), role, true));
  }

  private static TeamRole otherThan(TeamRole role) {
    return role == BuiltIn.MEMBER ? BuiltIn.VIEWER : BuiltIn.MEMBER;
  }

  private static boolean oneIn(int many, Random random) {
    return random.nextInt(many) == 0;
  }
}

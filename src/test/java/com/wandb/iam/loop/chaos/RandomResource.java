package com.wandb.iam.loop.chaos;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A resource of a team in its declared state. Its mutable fields can be drawn at random. */
abstract class RandomResource {
  private final Class<? extends IamResource<?, ? extends ResourceStatus>> kind;
  private final String namespace;
  private final String name;
  private boolean wanted;

  private RandomResource(
      Class<? extends IamResource<?, ? extends ResourceStatus>> kind,
      String namespace,
      String name) {
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
  }

  final Class<? extends IamResource<?, ? extends ResourceStatus>> kind() {
    return kind;
  }

  /** Empty for a cluster-scoped kind. */
  final String namespace() {
    return namespace;
  }

  final String name() {
    return name;
  }

  final boolean isWanted() {
    return wanted;
  }

  final void want(boolean on) {
    wanted = on;
  }

  final String manifest() {
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: %s
    metadata: {name: %s%s}
    spec:
    """
            .formatted(
                HasMetadata.getKind(kind),
                name,
                namespace.isEmpty() ? "" : ", namespace: " + namespace)
        + spec().indent(2);
  }

  abstract String spec();

  /** Draws the mutable fields. */
  abstract void draw(RandomGenerator random);

  @Override
  public final String toString() {
    return kind.getSimpleName() + " " + namespace + "/" + name;
  }

  static final class OfTeam extends RandomResource {
    private final String store;
    private boolean authoritative;

    /**
     * @param store the connector of its bucket; empty for none
     */
    OfTeam(String namespace, String name, String store) {
      super(Team.class, namespace, name);
      this.store = store;
    }

    @Override
    String spec() {
      return """
      serverRef: {name: chaos}
      deletionPolicy: Delete
      membership: {mode: %s, maxRemovals: 100000}
      """
              .formatted(authoritative ? "Authoritative" : "Additive")
          + (store.isEmpty() ? "" : "storageConnectorRef: {name: " + store + "}\n");
    }

    @Override
    void draw(RandomGenerator random) {
      authoritative = random.nextBoolean();
    }
  }

  /** Some of a few users, with one role. */
  static final class OfMembers extends RandomResource {
    private static final List<String> ROLES =
        List.of("Admin", "Admin", "Member", "Viewer", "chaos-1", "chaos-2");

    private final String team;
    private final List<String> candidates;
    private List<String> people;
    private String role = "Admin";

    OfMembers(String namespace, String name, String team, List<String> candidates) {
      super(TeamMembership.class, namespace, name);
      this.team = team;
      this.candidates = candidates;
      this.people = candidates;
    }

    List<String> people() {
      return people;
    }

    /** Returns the role as the server writes it. */
    String role() {
      return switch (role) {
        case "Admin" -> "admin";
        case "Member" -> "member";
        case "Viewer" -> "viewer";
        default -> role;
      };
    }

    void makeAdmins() {
      role = "Admin";
    }

    @Override
    String spec() {
      return """
      teamRef: {name: %s}
      role: %s
      users: [%s]
      """
          .formatted(
              team,
              role,
              String.join(
                  ", ", people.stream().map(person -> "{username: " + person + "}").toList()));
    }

    @Override
    void draw(RandomGenerator random) {
      role = ROLES.get(random.nextInt(ROLES.size()));
      people = candidates.subList(random.nextInt(candidates.size()), candidates.size());
    }
  }

  static final class OfAccount extends RandomResource {
    private final String team;
    private String secret;
    private boolean netrc;

    OfAccount(String namespace, String name, String team) {
      super(WandbServiceAccount.class, namespace, name);
      this.team = team;
      this.secret = name + "-wandb";
    }

    String secret() {
      return secret;
    }

    @Override
    String spec() {
      return """
      teamRef: {name: %s}
      secret: {name: %s, netrc: %s}
      apiKey: {rotation: {every: 720h, overlap: 1s}}
      """
          .formatted(team, secret, netrc);
    }

    @Override
    void draw(RandomGenerator random) {
      secret = name() + (random.nextBoolean() ? "-here" : "-there");
      netrc = random.nextBoolean();
    }
  }

  static final class OfStore extends RandomResource {
    private final String bucket;
    private String region = "us-east-1";

    OfStore(String namespace, String name, String bucket) {
      super(StorageConnector.class, namespace, name);
      this.bucket = bucket;
    }

    String bucket() {
      return bucket;
    }

    String region() {
      return region;
    }

    @Override
    String spec() {
      return """
      serverRef: {name: chaos}
      provider: MINIO
      bucket: %s
      region: %s
      endpoint: minio.example.com:9000
      credentials: {secretRef: {name: minio}}
      preflight: Disabled
      """
          .formatted(bucket, region);
    }

    @Override
    void draw(RandomGenerator random) {
      region = "us-east-" + (1 + random.nextInt(4));
    }
  }

  static final class OfRole extends RandomResource {
    private static final List<String> PERMISSIONS =
        List.of("run:stop", "run:delete", "report:create", "report:update");

    private List<String> permissions = PERMISSIONS;

    OfRole(String name) {
      super(CustomRole.class, "", name);
    }

    TreeSet<String> permissions() {
      return new TreeSet<>(permissions);
    }

    @Override
    String spec() {
      return """
      serverRef: {name: chaos}
      inherits: Viewer
      permissions: [%s]
      """
          .formatted(
              String.join(
                  ", ", permissions.stream().map(permission -> "'" + permission + "'").toList()));
    }

    @Override
    void draw(RandomGenerator random) {
      permissions = PERMISSIONS.stream().filter(permission -> random.nextBoolean()).toList();
    }
  }
}

package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.Roles;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.ServerVersion;
import com.wandb.iam.wandb.WandbException.Invalid;
import com.wandb.iam.wandb.WandbException.NotFound;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Transport;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Probe of a server: reads its version and organization and the operator's identity. The first
 * probe also checks SCIM. Later probes send one query for server and organization, because the
 * regular lists test everything else.
 */
final class Probe {
  private static final String VERSION =
      " serverInfo {latestLocalVersionInfo {versionOnThisInstanceString}} ";
  private static final String ORGANIZATION =
      " entity(name: $entity) {organization {id name} user {organizations {id name}}}";
  private static final String IDENTITY_QUERY = "query Who {" + VERSION + Viewer.FIELDS + "}";
  private static final String ORGANIZATION_QUERY =
      "query Probe($entity: String!) {" + VERSION + Viewer.FIELDS + ORGANIZATION + "}";

  private static final int MAX_CANDIDATES = 5;

  private final GraphQl graphQl;
  private final Scim scim;
  private final ApiKey key;
  private final Roles roles;
  private final Transport transport;
  private volatile @Nullable PreviousProbe previousProbe;
  private volatile Set<Capability> capabilities = Set.of();

  /**
   * Results of a probe that the next probe reuses.
   *
   * @param entity the entity through which the organization is readable, or null if none is known
   */
  private record PreviousProbe(
      String viewerId, @Nullable AccountType type, @Nullable String entity) {}

  /** Answer to a probe query. */
  private record ProbeAnswer(
      @Nullable ServerVersion version,
      RemoteViewer viewer,
      @Nullable String viewerEntity,
      @Nullable RemoteOrganization organization) {

    ProbeAnswer with(@Nullable RemoteOrganization found) {
      return new ProbeAnswer(version, viewer, viewerEntity, found);
    }
  }

  /** Organization and the entity through which it was read. */
  private record OrganizationSource(
      @Nullable String entity, @Nullable RemoteOrganization organization) {}

  Probe(GraphQl graphQl, Scim scim, ApiKey key, Roles roles, Transport transport) {
    this.graphQl = graphQl;
    this.scim = scim;
    this.key = key;
    this.roles = roles;
    this.transport = transport;
  }

  /** Returns the features of the server at the latest probe. */
  Set<Capability> capabilities() {
    return capabilities;
  }

  ServerFacts run() {
    var previous = previousProbe;
    var answer =
        previous == null || previous.entity() == null
            ? queryIdentity()
            : queryWithOrganization(previous.entity());
    if (previous == null || !previous.viewerId().equals(answer.viewer().id())) {
      previous = checkScim(answer.viewer());
    }
    if (answer.organization() == null) {
      var organizationSource = organizationSource(answer);
      previous =
          new PreviousProbe(previous.viewerId(), previous.type(), organizationSource.entity());
      answer = answer.with(organizationSource.organization());
    }
    previousProbe = previous;
    capabilities = capabilities(answer.version());
    return new ServerFacts(
        answer.version(),
        capabilities,
        answer.viewer(),
        previous.type(),
        answer.organization(),
        transport.clockSkew());
  }

  private static Set<Capability> capabilities(@Nullable ServerVersion version) {
    var found = EnumSet.of(Capability.SCIM);
    if (version != null) {
      found.addAll(Capability.of(version));
    }
    return Set.copyOf(found);
  }

  /**
   * Returns the organization of the first entity that has one. If none has, reads its id from the
   * custom roles, which name no entity for later probes.
   */
  private OrganizationSource organizationSource(ProbeAnswer answer) {
    for (var entity : candidates(answer)) {
      var organization = queryWithOrganization(entity).organization();
      if (organization != null) {
        return new OrganizationSource(entity, organization);
      }
    }
    return new OrganizationSource(null, organizationOfRoles());
  }

  /**
   * Returns the entities through which the organization may be readable. An entity is a team or a
   * user. Includes the first users, because an organization service account has neither before the
   * first team is created.
   */
  private List<String> candidates(ProbeAnswer answer) {
    return Stream.of(
            Stream.ofNullable(answer.viewerEntity()),
            answer.viewer().teams().stream(),
            Stream.of(answer.viewer().username()),
            scim.first("scim.users.probe", "Users", MAX_CANDIDATES, ScimDocuments::user).stream()
                .map(RemoteUser::username))
        .flatMap(names -> names)
        .distinct()
        .limit(MAX_CANDIDATES)
        .toList();
  }

  private ProbeAnswer queryIdentity() {
    return graphQl.query("graphql.probe", key, IDENTITY_QUERY, Json.object(), Probe::answer);
  }

  /**
   * Queries version, identity and organization. Without the organization if the server rejects this
   * query.
   */
  private ProbeAnswer queryWithOrganization(String entity) {
    try {
      return graphQl.query(
          "graphql.probe",
          key,
          ORGANIZATION_QUERY,
          Json.object().put("entity", entity),
          Probe::answer);
    } catch (Invalid | NotFound rejected) {
      return queryIdentity();
    }
  }

  /** Checks that SCIM is routed and permitted, and reads the type of the operator's account. */
  private PreviousProbe checkScim(RemoteViewer viewer) {
    try {
      scim.first("scim.users.probe", "Users", 1, ScimDocuments::user);
      var self = scim.get("scim.users.get", "Users", viewer.id(), ScimDocuments::user);
      return new PreviousProbe(viewer.id(), self.map(RemoteUser::type).orElse(null), null);
    } catch (Refused refused) {
      throw withCause(refused, viewer);
    }
  }

  /**
   * Returns the refusal of SCIM with the probable cause. GraphQL accepted the API key just before,
   * therefore the key itself is valid.
   */
  private static Refused withCause(Refused refused, RemoteViewer viewer) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> new Refused(Refusal.FORBIDDEN, keyRejected(viewer));
      case FORBIDDEN -> new Refused(Refusal.FORBIDDEN, notAdmin(viewer));
      case LICENCE, SEATS, SWITCHED_OFF, STORAGE_PROVIDER, BUCKET -> refused;
    };
  }

  private static String keyRejected(RemoteViewer viewer) {
    return "SCIM rejects the API key (401), although it is a valid key of "
        + viewer.username()
        + ". If that is a user, spec.credentials.username must be "
        + viewer.username()
        + "; if it is an organization service account, the field must be empty. The service"
        + " account of a team cannot use SCIM: use another key";
  }

  private static String notAdmin(RemoteViewer viewer) {
    return viewer.admin()
        ? "the server refuses admin calls with a user's API key (403): enable"
            + " insecureAllowAPIKeyAdminAccess in W&B's operator, or use the key of an"
            + " organization service account"
        : "the key belongs to "
            + viewer.username()
            + ", which is neither an admin of the organization nor an organization service"
            + " account (403). Only these can use SCIM, and an admin's own key only if"
            + " insecureAllowAPIKeyAdminAccess is enabled";
  }

  private static ProbeAnswer answer(JsonNode data) {
    var version =
        Json.text(
            data.path("serverInfo").path("latestLocalVersionInfo"), "versionOnThisInstanceString");
    return new ProbeAnswer(
        version == null ? null : ServerVersion.parse(version).orElse(null),
        Viewer.read(data.path("viewer")),
        Json.text(data.path("viewer"), "entity"),
        organization(data.path("entity")));
  }

  /**
   * Returns the organization of an entity. Of several, always the same one, because the binding
   * must not depend on the order of an answer.
   */
  private static @Nullable RemoteOrganization organization(JsonNode entity) {
    var own = entity.path("organization");
    if (Json.text(own, "id") != null) {
      return named(own);
    }
    return entity
        .path("user")
        .path("organizations")
        .valueStream()
        .filter(node -> Json.text(node, "id") != null)
        .map(Probe::named)
        .min(Comparator.comparing(RemoteOrganization::id))
        .orElse(null);
  }

  private static RemoteOrganization named(JsonNode node) {
    return new RemoteOrganization(
        Json.id(node), Objects.requireNonNullElse(Json.label(node, "name"), ""));
  }

  /** Returns the organization of any custom role, or null if there is none. */
  private @Nullable RemoteOrganization organizationOfRoles() {
    try {
      return roles.list().stream()
          .map(RemoteRole::organizationId)
          .filter(Objects::nonNull)
          .findFirst()
          .map(id -> new RemoteOrganization(id, ""))
          .orElse(null);
    } catch (NotFound | Refused | Invalid noRoles) {
      return null;
    }
  }
}

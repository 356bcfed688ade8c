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
 * Finds out what a server is and who we are to it. The first probe proves everything; those after
 * it ask one question, whether it is still the same server and organization, for the lists that are
 * read anyway prove the rest.
 */
final class Probe {
  private static final String VERSION =
      " serverInfo {latestLocalVersionInfo {versionOnThisInstanceString}} ";
  private static final String ORGANIZATION =
      " entity(name: $entity) {organization {id name} user {organizations {id name}}}";
  private static final String WHO = "query Who {" + VERSION + Viewer.FIELDS + "}";
  private static final String ALL =
      "query Probe($entity: String!) {" + VERSION + Viewer.FIELDS + ORGANIZATION + "}";

  private static final int PEOPLE_ASKED = 5;

  private final GraphQl graphQl;
  private final Scim scim;
  private final ApiKey key;
  private final Roles roles;
  private final Transport transport;
  private volatile @Nullable Known known;
  private volatile Set<Capability> capabilities = Set.of();

  /**
   * What one probe learnt for the next.
   *
   * @param entity through which the organization is seen, null as long as none is known
   */
  private record Known(String viewerId, @Nullable AccountType type, @Nullable String entity) {}

  /** One answer, read. */
  private record Seen(
      @Nullable ServerVersion version,
      RemoteViewer viewer,
      @Nullable String viewerEntity,
      @Nullable RemoteOrganization organization) {

    Seen with(@Nullable RemoteOrganization found) {
      return new Seen(version, viewer, viewerEntity, found);
    }
  }

  /** Where the organization was seen. */
  private record Witness(@Nullable String entity, @Nullable RemoteOrganization organization) {}

  Probe(GraphQl graphQl, Scim scim, ApiKey key, Roles roles, Transport transport) {
    this.graphQl = graphQl;
    this.scim = scim;
    this.key = key;
    this.roles = roles;
    this.transport = transport;
  }

  /** What the last probe found the server able to do. */
  Set<Capability> capabilities() {
    return capabilities;
  }

  ServerFacts run() {
    var before = known;
    var seen = before == null || before.entity() == null ? who() : all(before.entity());
    if (before == null || !before.viewerId().equals(seen.viewer().id())) {
      before = introduce(seen.viewer());
    }
    if (seen.organization() == null) {
      var witness = witness(seen);
      before = new Known(before.viewerId(), before.type(), witness.entity());
      seen = seen.with(witness.organization());
    }
    known = before;
    capabilities = capabilities(seen.version());
    return new ServerFacts(
        seen.version(),
        capabilities,
        seen.viewer(),
        before.type(),
        seen.organization(),
        transport.clockSkew());
  }

  private static Set<Capability> capabilities(@Nullable ServerVersion version) {
    var found = EnumSet.of(Capability.SCIM);
    if (version != null) {
      found.addAll(Capability.of(version));
    }
    return Set.copyOf(found);
  }

  /** Roles tell the organization's id where nobody else does, but no entity to ask of again. */
  private Witness witness(Seen seen) {
    for (var entity : candidates(seen)) {
      var organization = all(entity).organization();
      if (organization != null) {
        return new Witness(entity, organization);
      }
    }
    return new Witness(null, ofAnyRole());
  }

  /**
   * Through whom the organization may be seen: an entity is a team or a person. An organization
   * service account has neither before the first team is made, so the first people count too.
   */
  private List<String> candidates(Seen seen) {
    return Stream.of(
            Stream.ofNullable(seen.viewerEntity()),
            seen.viewer().teams().stream(),
            Stream.of(seen.viewer().username()),
            scim.first("scim.users.probe", "Users", PEOPLE_ASKED, ScimDocuments::user).stream()
                .map(RemoteUser::username))
        .flatMap(names -> names)
        .distinct()
        .limit(PEOPLE_ASKED)
        .toList();
  }

  private Seen who() {
    return graphQl.query("graphql.probe", key, WHO, Json.object(), Probe::seen);
  }

  /** A server may not tell the organization this way; who we are it tells in any case. */
  private Seen all(String entity) {
    try {
      return graphQl.query(
          "graphql.probe", key, ALL, Json.object().put("entity", entity), Probe::seen);
    } catch (Invalid | NotFound notThisWay) {
      return who();
    }
  }

  /** The first time: SCIM must be routed and open to us. */
  private Known introduce(RemoteViewer viewer) {
    try {
      scim.first("scim.users.probe", "Users", 1, ScimDocuments::user);
      var self = scim.get("scim.users.get", "Users", viewer.id(), ScimDocuments::user);
      return new Known(viewer.id(), self.map(RemoteUser::type).orElse(null), null);
    } catch (Refused refused) {
      throw notOpen(refused, viewer);
    }
  }

  /** GraphQL knew the key just now: whatever SCIM says, the key itself is good. */
  private static Refused notOpen(Refused refused, RemoteViewer viewer) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> new Refused(Refusal.FORBIDDEN, notTaken(viewer));
      case FORBIDDEN -> new Refused(Refusal.FORBIDDEN, notAdmin(viewer));
      case LICENCE, SEATS, SWITCHED_OFF, STORAGE_PROVIDER, BUCKET -> refused;
    };
  }

  private static String notTaken(RemoteViewer viewer) {
    return "SCIM does not take the key (401), although it is a good key of "
        + viewer.username()
        + ": spec.credentials.username must be this name, or empty for an organization service"
        + " account; a team's service account is not let in";
  }

  private static String notAdmin(RemoteViewer viewer) {
    return viewer.admin()
        ? "the server refuses admin calls made with a user's API key (403): switch on"
            + " insecureAllowAPIKeyAdminAccess in W&B's operator, or use the key of an"
            + " organization service account"
        : "the key belongs to "
            + viewer.username()
            + ", which is neither an admin of the organization nor an organization service"
            + " account (403): SCIM is open to these only, and to an admin's own key only where"
            + " insecureAllowAPIKeyAdminAccess is on";
  }

  private static Seen seen(JsonNode data) {
    var version =
        Json.text(
            data.path("serverInfo").path("latestLocalVersionInfo"), "versionOnThisInstanceString");
    return new Seen(
        version == null ? null : ServerVersion.parse(version).orElse(null),
        Viewer.read(data.path("viewer")),
        Json.text(data.path("viewer"), "entity"),
        organization(data.path("entity")));
  }

  /** Of several, always the same one: what is pinned must not depend on the order of an answer. */
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

  /** Roles carry the organization's id, where there are any. */
  private @Nullable RemoteOrganization ofAnyRole() {
    try {
      return roles.list().stream()
          .map(RemoteRole::organizationId)
          .filter(Objects::nonNull)
          .findFirst()
          .map(id -> new RemoteOrganization(id, ""))
          .orElse(null);
    } catch (NotFound | Refused | Invalid without) {
      return null;
    }
  }
}

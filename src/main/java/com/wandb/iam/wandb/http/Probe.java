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
import com.wandb.iam.wandb.WandbException.NotFound;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a server is and who we are to it. The first probe proves everything; those after
 * it ask one question, whether it is still the same server and organization, for the lists that are
 * read anyway prove the rest.
 */
final class Probe {
  private static final String DOCUMENT =
      "query Probe($entity: String!) {serverInfo {latestLocalVersionInfo"
          + " {versionOnThisInstanceString}} "
          + Viewer.FIELDS
          + " entity(name: $entity) {organization {id name} user {organizations {id name}}}}";

  private static final int PEOPLE_ASKED = 5;

  private final GraphQl graphQl;
  private final Scim scim;
  private final ApiKey key;
  private final Roles roles;
  private final Transport transport;
  private volatile @Nullable Known known;
  private volatile Set<Capability> capabilities = Set.of();

  /** What one probe learnt for the next. */
  private record Known(
      String viewerId,
      String entity,
      @Nullable AccountType type,
      @Nullable RemoteOrganization organization) {}

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
    var data = ask(before == null ? "" : before.entity());
    var viewer = Viewer.read(data.path("viewer"));
    var organization = organization(data);
    if (before == null || !before.viewerId().equals(viewer.id()) || organization.isEmpty()) {
      before = introduce(data, viewer);
      known = before;
      organization = Optional.ofNullable(before.organization());
    }
    var version = version(data);
    var found = EnumSet.of(Capability.SCIM);
    if (version != null) {
      found.addAll(Capability.of(version));
    }
    capabilities = Set.copyOf(found);
    return new ServerFacts(
        version,
        capabilities,
        viewer,
        before.type(),
        organization.orElse(null),
        transport.clockSkew());
  }

  private JsonNode ask(String entity) {
    return graphQl.query("graphql.probe", key, DOCUMENT, Json.object().put("entity", entity));
  }

  /** The first time: SCIM must be routed and open to us, and somebody tells the organization. */
  private Known introduce(JsonNode data, RemoteViewer viewer) {
    var people = knock(viewer);
    var self = scim.get("scim.users.get", "Users", viewer.id(), ScimDocuments::user);
    var type = self.map(RemoteUser::type).orElse(null);
    for (var entity : witnesses(data, viewer, people)) {
      var organization = organization(ask(entity));
      if (organization.isPresent()) {
        return new Known(viewer.id(), entity, type, organization.get());
      }
    }
    return new Known(viewer.id(), viewer.username(), type, ofAnyRole().orElse(null));
  }

  private List<RemoteUser> knock(RemoteViewer viewer) {
    try {
      return scim.some("scim.users.probe", "Users", PEOPLE_ASKED, ScimDocuments::user);
    } catch (Refused refused) {
      throw refused.reason() == Refusal.FORBIDDEN ? notAdmin(viewer) : refused;
    }
  }

  /**
   * Through whom to ask for the organization: the server tells it of an entity, which is a team or
   * a person. An organization service account has neither before the first team is made.
   */
  private static List<String> witnesses(
      JsonNode data, RemoteViewer viewer, List<RemoteUser> people) {
    var own = Json.text(data.path("viewer"), "entity");
    return Stream.of(
            Stream.ofNullable(own),
            viewer.teams().stream(),
            Stream.of(viewer.username()),
            people.stream().map(RemoteUser::username))
        .flatMap(names -> names)
        .distinct()
        .limit(PEOPLE_ASKED)
        .toList();
  }

  private static Refused notAdmin(RemoteViewer viewer) {
    return new Refused(
        Refusal.FORBIDDEN,
        viewer.admin()
            ? "the server refuses admin calls made with a user's API key (403): switch on"
                + " insecureAllowAPIKeyAdminAccess in W&B's operator, or use the key of an"
                + " organization service account"
            : "the key belongs to "
                + viewer.username()
                + ", which is neither an admin of the organization nor an organization service"
                + " account (403): SCIM is open to these only");
  }

  private static @Nullable ServerVersion version(JsonNode data) {
    var text =
        Json.text(
            data.path("serverInfo").path("latestLocalVersionInfo"), "versionOnThisInstanceString");
    return text == null ? null : ServerVersion.parse(text).orElse(null);
  }

  private Optional<RemoteOrganization> organization(JsonNode data) {
    var entity = data.path("entity");
    for (var node :
        new JsonNode[] {
          entity.path("organization"), entity.path("user").path("organizations").path(0)
        }) {
      var id = Json.text(node, "id");
      if (id != null) {
        return Optional.of(new RemoteOrganization(id, node.path("name").asText("")));
      }
    }
    return Optional.empty();
  }

  /** Roles carry the organization's id, where there are any. */
  private Optional<RemoteOrganization> ofAnyRole() {
    try {
      return roles.list().stream()
          .map(RemoteRole::organizationId)
          .filter(Objects::nonNull)
          .findFirst()
          .map(id -> new RemoteOrganization(id, ""));
    } catch (NotFound | Refused without) {
      return Optional.empty();
    }
  }
}

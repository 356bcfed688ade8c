package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A team on a server. */
@ValidationRule(
    value =
        "(has(self.spec.name) ? self.spec.name : self.metadata.name) =="
            + " (has(oldSelf.spec.name) ? oldSelf.spec.name : oldSelf.metadata.name)",
    message =
        "the name on the server (spec.name, or metadata.name if spec.name is not"
            + " set) is immutable: create a new Team instead",
    fieldPath = ".spec.name",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = "has(self.spec.name) || size(self.metadata.name) <= 128",
    message =
        "metadata.name exceeds the 128 characters that the W&B server allows: set"
            + " a shorter spec.name",
    fieldPath = ".spec.name")
@ValidationRule(
    value = "self.spec.serverRef.name == oldSelf.spec.serverRef.name",
    message = "serverRef is immutable: create a new resource for the other server",
    fieldPath = ".spec.serverRef",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "has(self.spec.storageConnectorRef) =="
            + " has(oldSelf.spec.storageConnectorRef) &&"
            + " (!has(self.spec.storageConnectorRef) ||"
            + " self.spec.storageConnectorRef.name =="
            + " oldSelf.spec.storageConnectorRef.name)",
    message =
        "storageConnectorRef is immutable, and cannot be added or removed: a"
            + " team's bucket is chosen when the team is created",
    fieldPath = ".spec.storageConnectorRef",
    reason = "FieldValueForbidden")
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Kind("Team")
@Plural("teams")
@ShortNames("wbteam")
@Categories(Formats.CATEGORY)
@AdditionalPrinterColumn(
    name = "Mode",
    jsonPath = ".spec.membership.mode",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Server",
    jsonPath = ".spec.serverRef.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Team",
    jsonPath = ".status.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Members",
    jsonPath = ".status.members.total",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Admins",
    jsonPath = ".status.members.admins",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Since",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].lastTransitionTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class Team extends IamResource<TeamSpec, TeamStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  /**
   * Returns the spec. It can be empty and has a default. Without the default, the API server
   * rejects {@code spec: {}} after an apply by the client and then by the server, because the spec
   * becomes null.
   */
  @Required
  @Default("{}")
  @Override
  @JsonPropertyDescription("Desired state.")
  public TeamSpec getSpec() {
    return super.getSpec();
  }
}

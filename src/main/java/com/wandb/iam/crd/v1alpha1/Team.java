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
        "(has(self.spec.name) ? self.spec.name : self.metadata.name) == (has(oldSelf.spec.name) ? oldSelf.spec.name : oldSelf.metadata.name)",
    message =
        "the name on the server (spec.name, or metadata.name where spec.name is not set) is immutable: make a new Team instead",
    fieldPath = ".spec.name",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = "has(self.spec.name) || size(self.metadata.name) <= 128",
    message =
        "metadata.name is longer than the 128 characters that the server takes: give a shorter spec.name",
    fieldPath = ".spec.name")
@ValidationRule(
    value = "self.spec.serverRef.name == oldSelf.spec.serverRef.name",
    message = "serverRef is immutable: what is on one server cannot move to another",
    fieldPath = ".spec.serverRef",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "has(self.spec.storageConnectorRef) == has(oldSelf.spec.storageConnectorRef) && (!has(self.spec.storageConnectorRef) || self.spec.storageConnectorRef.name == oldSelf.spec.storageConnectorRef.name)",
    message =
        "storageConnectorRef is immutable, adding and removing it included: a team's bucket is chosen when the team is made",
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
   * It may be empty, and has a default for that: {@code spec: {}}, first applied by the client and
   * then by the server, comes to null there, which is refused.
   */
  @Required
  @Default("{}")
  @Override
  @JsonPropertyDescription("What is declared.")
  public TeamSpec getSpec() {
    return super.getSpec();
  }
}

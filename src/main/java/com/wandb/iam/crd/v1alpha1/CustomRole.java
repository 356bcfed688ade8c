package com.wandb.iam.crd.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A custom role of an organization. */
@ValidationRule(
    value =
        "(has(self.spec.name) ? self.spec.name : self.metadata.name) =="
            + " (has(oldSelf.spec.name) ? oldSelf.spec.name : oldSelf.metadata.name)",
    message =
        "the name on the server (spec.name, or metadata.name if spec.name is not"
            + " set) is immutable: create a new CustomRole instead",
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
        "!((has(self.spec.name) ? self.spec.name :"
            + " self.metadata.name).lowerAscii() in ['admin', 'member', 'viewer'])",
    message =
        "Admin, Member and Viewer are built-in roles: choose another name for the custom role",
    fieldPath = ".spec.name")
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Kind("CustomRole")
@Plural("customroles")
@ShortNames("wbrole")
@Categories(Formats.CATEGORY)
@AdditionalPrinterColumn(
    name = "Inherits",
    jsonPath = ".spec.inherits",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Server",
    jsonPath = ".spec.serverRef.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Holders",
    jsonPath = ".status.holders",
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
public class CustomRole extends IamResource<CustomRoleSpec, CustomRoleStatus> {
  private static final long serialVersionUID = 1L;
}

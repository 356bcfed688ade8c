package com.wandb.iam.crd.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A W&amp;B service account, its API key, and the Secret for workloads. The kind is ServiceAccount.
 * The class name differs from that of the core kind.
 */
@ValidationRule(
    value =
        "(has(self.spec.name) ? self.spec.name : self.metadata.name) =="
            + " (has(oldSelf.spec.name) ? oldSelf.spec.name : oldSelf.metadata.name)",
    message =
        "the name on the server (spec.name, or metadata.name if spec.name is not"
            + " set) is immutable: create a new ServiceAccount instead",
    fieldPath = ".spec.name",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = "has(self.spec.name) || size(self.metadata.name) <= 128",
    message =
        "metadata.name exceeds the 128 characters that the W&B server allows: set"
            + " a shorter spec.name",
    fieldPath = ".spec.name")
@ValidationRule(
    value = "self.spec.scope == oldSelf.spec.scope",
    message = "scope is immutable: create a new ServiceAccount instead",
    fieldPath = ".spec.scope",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "has(self.spec.teamRef) == has(oldSelf.spec.teamRef) &&"
            + " (!has(self.spec.teamRef) || self.spec.teamRef.name =="
            + " oldSelf.spec.teamRef.name)",
    message = "teamRef is immutable: create a new ServiceAccount for the other team",
    fieldPath = ".spec.teamRef",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "(has(self.spec.serverRef) ? self.spec.serverRef.name : 'default') =="
            + " (has(oldSelf.spec.serverRef) ? oldSelf.spec.serverRef.name : 'default')",
    message = "serverRef is immutable: create a new resource for the other server",
    fieldPath = ".spec.serverRef",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = "has(self.spec.secret.name) || size(self.metadata.name) <= 247",
    message = "metadata.name is too long for the default name of the Secret: set spec.secret.name",
    fieldPath = ".spec.secret")
@ValidationRule(
    value =
        "!has(self.spec.apiKey) || !has(self.spec.apiKey.importFrom) ||"
            + " self.spec.apiKey.importFrom.secretRef.name !="
            + " (has(self.spec.secret.name) ? self.spec.secret.name :"
            + " self.metadata.name + '-wandb')",
    message =
        "apiKey.importFrom and secret name the same Secret, which the operator"
            + " would overwrite: choose different names",
    fieldPath = ".spec.apiKey")
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Kind("ServiceAccount")
@Plural("serviceaccounts")
@ShortNames("wbsa")
@Categories(Formats.CATEGORY)
@AdditionalPrinterColumn(
    name = "Server",
    jsonPath = ".status.serverName",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Scope",
    jsonPath = ".spec.scope",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Team",
    jsonPath = ".spec.teamRef.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Secret",
    jsonPath = ".status.secretName",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Key-Age",
    jsonPath = ".status.apiKey.createdAt",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Rotates",
    jsonPath = ".status.apiKey.rotatesAt",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
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
public class WandbServiceAccount
    extends IamResource<WandbServiceAccountSpec, WandbServiceAccountStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;
}

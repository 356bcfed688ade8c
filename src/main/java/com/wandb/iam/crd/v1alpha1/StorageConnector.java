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

/** A bucket for the storage of teams. */
@ValidationRule(
    value = "self.spec.serverRef.name == oldSelf.spec.serverRef.name",
    message = "serverRef is immutable: create a new resource for the other server",
    fieldPath = ".spec.serverRef",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = "self.spec.provider == oldSelf.spec.provider",
    message = "provider is immutable: create a new StorageConnector instead",
    fieldPath = ".spec.provider",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = "self.spec.bucket == oldSelf.spec.bucket",
    message = "bucket is immutable: create a new StorageConnector instead",
    fieldPath = ".spec.bucket",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "has(self.spec.path) == has(oldSelf.spec.path) && (!has(self.spec.path)"
            + " || self.spec.path == oldSelf.spec.path)",
    message =
        "path is immutable, and cannot be added or removed: make a new StorageConnector instead",
    fieldPath = ".spec.path",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "has(self.spec.endpoint) == has(oldSelf.spec.endpoint) &&"
            + " (!has(self.spec.endpoint) || self.spec.endpoint =="
            + " oldSelf.spec.endpoint)",
    message =
        "endpoint is immutable, and cannot be added or removed: make a new"
            + " StorageConnector instead",
    fieldPath = ".spec.endpoint",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "!has(self.spec.azure) || !has(oldSelf.spec.azure) ||"
            + " self.spec.azure.storageAccount == oldSelf.spec.azure.storageAccount",
    message = "azure.storageAccount is immutable: create a new StorageConnector instead",
    fieldPath = ".spec.azure",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "!has(self.spec.credentials) || self.spec.credentials.secretRef.name !="
            + " (has(self.spec.secret) ? self.spec.secret.name : self.metadata.name +"
            + " '-wandb-storage')",
    message =
        "credentials.secretRef and secret name the same Secret, which the"
            + " operator would overwrite with the address: choose different names",
    fieldPath = ".spec.secret")
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Kind("StorageConnector")
@Plural("storageconnectors")
@ShortNames("wbstorage")
@Categories(Formats.CATEGORY)
@AdditionalPrinterColumn(
    name = "Bucket",
    jsonPath = ".spec.bucket",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Provider",
    jsonPath = ".spec.provider",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Server",
    jsonPath = ".spec.serverRef.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Teams",
    jsonPath = ".status.usedBy.total",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Verified",
    jsonPath = ".status.conditions[?(@.type==\"Verified\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
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
public class StorageConnector extends IamResource<StorageConnectorSpec, StorageConnectorStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}

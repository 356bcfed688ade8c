package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A bucket, how to reach it, and how it is checked. */
@ValidationRule(
    value = "self.provider != 'AZURE' || has(self.azure)",
    message = "provider AZURE needs azure.storageAccount",
    fieldPath = ".azure")
@ValidationRule(
    value = "self.provider == 'AZURE' || !has(self.azure)",
    message = "azure is for provider AZURE only",
    fieldPath = ".azure")
@ValidationRule(
    value = "self.provider == 'AWS' || !has(self.aws) || !has(self.aws.externalId)",
    message = "aws.externalId is for provider AWS only",
    fieldPath = ".aws")
@ValidationRule(
    value = "self.provider != 'MINIO' || has(self.endpoint)",
    message = "provider MINIO needs the endpoint of the store",
    fieldPath = ".endpoint")
@ValidationRule(
    value = "self.provider != 'MINIO' || has(self.region)",
    message = "provider MINIO needs a region; stores that know none take us-east-1",
    fieldPath = ".region")
@ValidationRule(
    value =
        "self.provider != 'COREWEAVE' || !(self.bucket.contains('_') || self.bucket.startsWith('cw-') || self.bucket.startsWith('vip-'))",
    message = "CoreWeave takes no bucket names with _ in them, or that begin with cw- or vip-",
    fieldPath = ".bucket")
@ValidationRule(
    value =
        "!has(self.path) || (self.path.matches(r'^[A-Za-z0-9!_.*()-]+(/[A-Za-z0-9!_.*()-]+)*$') && !self.path.split('/').exists(part, part == '.' || part == '..'))",
    message =
        "path is a prefix such as teams/vision: letters, digits and !_.*()-, no slash at its ends, none doubled, no . or ..",
    fieldPath = ".path")
@ValidationRule(
    value =
        "!has(self.endpoint) || self.endpoint.matches(r'^([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?$')",
    message = "endpoint is host or host:port, without scheme, path or user name",
    fieldPath = ".endpoint")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StorageConnectorSpec(
    @Default("{\"name\": \"default\"}") @JsonPropertyDescription("The server. Immutable.")
        ServerReference serverRef,
    @Required
        @JsonPropertyDescription(
            "AWS, GCP, AZURE, COREWEAVE, or MINIO for any S3-compatible store. Immutable.")
        StorageProvider provider,
    @Required
        @Pattern("^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$")
        @Size(min = 3, max = 222)
        @JsonPropertyDescription("Name of the bucket; for AZURE, of the container. Immutable.")
        String bucket,
    @Size(min = 1, max = 512)
        @JsonPropertyDescription(
            "Prefix in the bucket; one prefix belongs to one connector. Immutable.")
        @Nullable String path,
    @Pattern("^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$")
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Region of the bucket. For MINIO it must be given. For AZURE it selects the cloud that is checked, for example chinanorth3.")
        @Nullable String region,
    @Size(min = 1, max = 262)
        @JsonPropertyDescription(
            "host or host:port, where it is not the provider's public one; only addresses that the server's tenants list. For MINIO it must be given. Immutable.")
        @Nullable String endpoint,
    @Pattern(Formats.WORD)
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Key that the store encrypts with.")
        @Nullable String kmsKeyId,
    @Default("{}") @JsonPropertyDescription("How the store's certificate is trusted.")
        StorageTls tls,
    @JsonPropertyDescription(
            "Unset: the server reaches the bucket with its own identity, where the tenants allow serverIdentity.")
        @Nullable StorageCredentials credentials,
    @JsonPropertyDescription("What only AWS has.") @Nullable AwsSettings aws,
    @JsonPropertyDescription("What only AZURE has; there it must be given.")
        @Nullable AzureSettings azure,
    @Default("Full")
        @JsonPropertyDescription(
            "How the bucket is checked. Full: write, read and delete a probe object, check CORS, region, versioning. ReadOnly: nothing is written. Advisory: as Full, but a failure does not hold the connector back. Disabled: not at all.")
        PreflightMode preflight,
    @JsonPropertyDescription(
            "Where the address is put. Unset: a Secret named metadata.name with -wandb-storage behind it.")
        @Nullable AddressSecret secret,
    @Default("false")
        @JsonPropertyDescription("True: nothing is read or written for this resource.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("Manage")
        @JsonPropertyDescription(
            "Observe: nothing is written to the server; status shows what would be done.")
        ManagementPolicy managementPolicy,
    @Default("Never")
        @JsonPropertyDescription(
            "Never: what exists on the server already under this name is a Conflict. IfExists: it is taken over, where the tenants allow it.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "Delete takes the bucket out of the server's environment, Orphan leaves it there; the bucket itself is never touched. Delete unless told, Orphan if the entry was adopted. Refused while teams use it.")
        @Nullable DeletionPolicy deletionPolicy)
    implements ServerBoundSpec {
  public StorageConnectorSpec {
    serverRef = Given.or(serverRef, ServerReference.DEFAULT);
    tls = Given.or(tls, StorageTls.DEFAULT);
    preflight = Given.or(preflight, PreflightMode.Full);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.Never);
  }
}

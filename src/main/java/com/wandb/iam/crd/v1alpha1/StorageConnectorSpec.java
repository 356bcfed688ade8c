package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The desired state of a StorageConnector: a bucket, its access and its checks. */
@ValidationRule(
    value = "self.provider != 'AZURE' || has(self.azure)",
    message = "provider AZURE requires azure.storageAccount",
    fieldPath = ".azure")
@ValidationRule(
    value = "self.provider == 'AZURE' || !has(self.azure)",
    message = "azure is allowed only for provider AZURE",
    fieldPath = ".azure")
@ValidationRule(
    value = "self.provider == 'AWS' || !has(self.aws) || !has(self.aws.externalId)",
    message = "aws.externalId is allowed only for provider AWS",
    fieldPath = ".aws")
@ValidationRule(
    value = "self.provider != 'MINIO' || has(self.endpoint)",
    message = "provider MINIO requires the endpoint of the store",
    fieldPath = ".endpoint")
@ValidationRule(
    value = "self.provider != 'MINIO' || has(self.region)",
    message = "provider MINIO requires a region: use us-east-1 if the store has no regions",
    fieldPath = ".region")
@ValidationRule(
    value =
        "self.provider != 'COREWEAVE' || !(self.bucket.contains('_') ||"
            + " self.bucket.startsWith('cw-') || self.bucket.startsWith('vip-'))",
    message = "CoreWeave does not allow bucket names that contain _ or start with cw- or vip-",
    fieldPath = ".bucket")
@ValidationRule(
    value =
        "!has(self.path) ||"
            + " (self.path.matches(r'^[A-Za-z0-9!_.*()-]+(/[A-Za-z0-9!_.*()-]+)*$') &&"
            + " !self.path.split('/').exists(part, part == '.' || part == '..'))",
    message =
        "path must be a prefix such as teams/vision: letters, digits and !_.*()-,"
            + " without leading, trailing or double slashes, without . or ..",
    fieldPath = ".path")
@ValidationRule(
    value =
        "!has(self.endpoint) ||"
            + " self.endpoint.matches(r'^([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?$')",
    message = "endpoint must be host or host:port, without scheme, path or user name",
    fieldPath = ".endpoint")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StorageConnectorSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription("WandbServer of this resource. Cannot be changed.")
        ServerReference serverRef,
    @Required
        @JsonPropertyDescription(
            "Provider of the bucket: AWS, GCP, AZURE, COREWEAVE, or MINIO for any"
                + " S3-compatible store. Cannot be changed.")
        StorageProvider provider,
    @Required
        @Pattern("^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$")
        @Size(min = 3, max = 222)
        @JsonPropertyDescription(
            "Name of the bucket, or of the container for AZURE. Cannot be changed.")
        String bucket,
    @Size(min = 1, max = 512)
        @JsonPropertyDescription(
            "Prefix in the bucket. Connectors cannot share a prefix. Cannot be changed.")
        @Nullable String path,
    @Pattern("^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$")
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Region of the bucket. Required for MINIO. For AZURE it selects the cloud"
                + " that is checked, for example chinanorth3.")
        @Nullable String region,
    @Size(min = 1, max = 262)
        @JsonPropertyDescription(
            "Endpoint of the store as host or host:port. Defaults to the provider's"
                + " public endpoint. Other endpoints must be allowed by the WandbServer's"
                + " tenants. Required for MINIO. Cannot be changed.")
        @Nullable String endpoint,
    @Pattern(Formats.WORD)
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Id of the encryption key that the store uses.")
        @Nullable String kmsKeyId,
    @Default("{}")
        @JsonPropertyDescription(
            "Encryption of the connection, and trusted certificate authorities.")
        StorageTls tls,
    @JsonPropertyDescription(
            "Credentials for the bucket. If unset, the W&B server uses its own"
                + " identity, if the WandbServer's tenants allow serverIdentity.")
        @Nullable StorageCredentials credentials,
    @JsonPropertyDescription("Settings for AWS only.") @Nullable AwsSettings aws,
    @JsonPropertyDescription("Settings for AZURE only. Required for AZURE.")
        @Nullable AzureSettings azure,
    @Default("Full")
        @JsonPropertyDescription(
            "How the bucket is checked. Full writes, reads and deletes a probe"
                + " object, and checks CORS, region and versioning. ReadOnly writes"
                + " nothing. Advisory is like Full, but a failure does not block the"
                + " connector. Disabled checks nothing.")
        PreflightMode preflight,
    @JsonPropertyDescription(
            "Secret to which the operator writes the storage address. Defaults to a"
                + " Secret named metadata.name with the suffix -wandb-storage.")
        @Nullable AddressSecret secret,
    @Default("false")
        @JsonPropertyDescription(
            "Pauses reconciliation. If true, the operator reads and writes nothing"
                + " for this resource.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("Manage")
        @JsonPropertyDescription(
            "Whether the operator changes the W&B server. Manage applies the spec."
                + " Observe writes nothing and shows the planned changes in status.")
        ManagementPolicy managementPolicy,
    @Default("Never")
        @JsonPropertyDescription(
            "What the operator does if the bucket is already in the W&B server's environment."
                + " With Never, the resource reports Conflict. With IfExists, the operator"
                + " adopts the entry, if the WandbServer's tenants allow this.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "What the operator does when this resource is deleted. Delete removes the bucket"
                + " from the W&B server's environment, but not while teams use it. Orphan"
                + " keeps it there. The bucket itself is never changed. Defaults to Delete,"
                + " and to Orphan if the entry was adopted.")
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

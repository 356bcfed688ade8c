package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desired state of a WandbServer. */
@ValidationRule(
    value =
        "isURL(self.url) && url(self.url).getScheme() in ['http', 'https'] &&"
            + " url(self.url).getHostname() != ''",
    message =
        "url must be an absolute URL that starts with http:// or https:// and" + " contains a host",
    fieldPath = ".url")
@ValidationRule(
    value = "!self.url.contains('?') && !self.url.contains('#')",
    message = "url contains a query or a fragment: set only the base URL",
    fieldPath = ".url")
@ValidationRule(
    value = "!self.url.contains('@')",
    message =
        "url contains a user name or a password: store the key in the Secret that"
            + " credentials.secretRef names",
    fieldPath = ".url")
@ValidationRule(
    value =
        "!has(self.tls) || !has(self.tls.caBundleRef) ||"
            + " self.url.lowerAscii().startsWith('https://')",
    message = "tls.caBundleRef requires a url that starts with https://",
    fieldPath = ".tls")
@SchemaCustomizer(value = SchemaDetails.class, input = "tenants map name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServerSpec(
    @Required
        @Size(min = 8, max = 1024)
        @JsonPropertyDescription(
            "Base URL of the W&B server with http or https. It can have a path, for"
                + " example https://example.com/wandb. Query, fragment, user name and"
                + " password are not allowed.")
        String url,
    @JsonPropertyDescription("Certificate authorities that are trusted for the W&B server.")
        @Nullable ServerTls tls,
    @Required @JsonPropertyDescription("Credentials of the operator on the W&B server.")
        ServerCredentials credentials,
    @Default("Auto")
        @JsonPropertyDescription(
            "Edition that the licence allows. Standard rejects Enterprise features."
                + " Auto rejects nothing in advance and reports what the W&B server"
                + " refuses, because W&B has no API for the licence.")
        Edition edition,
    @Default("false")
        @JsonPropertyDescription(
            "Pauses reconciliation. If true, the operator reads and writes nothing"
                + " for this WandbServer and the resources that refer to it.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("{}") @JsonPropertyDescription("Intervals at which the operator reads the W&B server.")
        SyncSettings sync,
    @Default("{}")
        @JsonPropertyDescription(
            "Limits on the requests that the operator sends to the W&B server.")
        RequestLimits limits,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Namespaces that may use this server, and their permissions. One entry"
                + " must allow a whole request. Without entries, every namespace may create"
                + " teams and manage only the teams that it created.")
        List<Tenant> tenants,
    @JsonPropertyDescription(
            "How the operator adds the buckets of StorageConnectors to the"
                + " environment of the W&B server. If unset, an administrator must add"
                + " them.")
        @Nullable BucketBindings bucketBindings,
    @JsonPropertyDescription(
            "WeightsAndBiases resource with which W&B's own operator deploys this"
                + " server. While it is not ready or a migration runs, this operator writes"
                + " nothing to the W&B server.")
        @Nullable NamespacedReference weightsAndBiasesRef,
    @Size(max = Formats.LABEL_MAX)
        @Pattern(Formats.LABEL)
        @JsonPropertyDescription(
            "Namespace of the operator that manages this server and the resources"
                + " that refer to it. Other operators in the cluster ignore them. Required"
                + " if the operator watches only some namespaces.")
        @Nullable String operatorNamespace) {
  public WandbServerSpec {
    edition = Given.or(edition, Edition.Auto);
    sync = Given.or(sync, SyncSettings.DEFAULT);
    limits = Given.or(limits, RequestLimits.DEFAULT);
    tenants = Given.list(tenants);
  }
}

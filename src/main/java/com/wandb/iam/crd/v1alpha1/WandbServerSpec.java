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

/** Address, credential, tenants and limits of a server. */
@ValidationRule(
    value =
        "isURL(self.url) && url(self.url).getScheme() in ['http', 'https'] && url(self.url).getHostname() != ''",
    message = "url is an absolute address that begins with http:// or https:// and names a host",
    fieldPath = ".url")
@ValidationRule(
    value = "!self.url.contains('?') && !self.url.contains('#')",
    message = "url carries a query or a fragment: give the base address only",
    fieldPath = ".url")
@ValidationRule(
    value = "!self.url.contains('@')",
    message =
        "url carries a user name or a password: put the key into the Secret that credentials.secretRef names",
    fieldPath = ".url")
@ValidationRule(
    value =
        "!has(self.tls) || !has(self.tls.caBundleRef) || self.url.lowerAscii().startsWith('https://')",
    message = "tls.caBundleRef needs a url that begins with https://",
    fieldPath = ".tls")
@SchemaCustomizer(value = SchemaDetails.class, input = "tenants map name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServerSpec(
    @Required
        @Size(min = 8, max = 1024)
        @JsonPropertyDescription(
            "Base address, http or https; may carry a path, as in https://example.com/wandb. No query, fragment, user name or password.")
        String url,
    @JsonPropertyDescription("How the server's certificate is trusted.") @Nullable ServerTls tls,
    @Required @JsonPropertyDescription("With what the operator authenticates.")
        ServerCredentials credentials,
    @Default("Auto")
        @JsonPropertyDescription(
            "What the licence allows. W&B publishes no call that tells it: Auto learns from refusals and never rejects by itself.")
        Edition edition,
    @Default("false")
        @JsonPropertyDescription("True: nothing below this server is read or written.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("{}") @JsonPropertyDescription("How often the server is read.") SyncSettings sync,
    @Default("{}") @JsonPropertyDescription("How hard the server may be pressed.")
        RequestLimits limits,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Who may use this server, and how far; a request must be allowed wholly by one entry. Without entries every namespace may create teams and manage those that it created, and nothing more.")
        List<Tenant> tenants,
    @JsonPropertyDescription("Where StorageConnectors end up: the environment of the W&B server.")
        @Nullable BucketBindings bucketBindings,
    @JsonPropertyDescription(
            "The WeightsAndBiases by which W&B's own operator runs this server: while it is not ready, or migrates, nothing is written to the server.")
        @Nullable NamespacedReference weightsAndBiasesRef,
    @Size(max = Formats.LABEL_MAX)
        @Pattern(Formats.LABEL)
        @JsonPropertyDescription(
            "Of several operators in the cluster, the one in this namespace works on the server and on what refers to it; all others leave it alone. Needed where the operator works in some namespaces only.")
        @Nullable String operatorNamespace) {
  public WandbServerSpec {
    edition = Given.or(edition, Edition.Auto);
    sync = Given.or(sync, SyncSettings.DEFAULT);
    limits = Given.or(limits, RequestLimits.DEFAULT);
    tenants = Given.list(tenants);
  }
}

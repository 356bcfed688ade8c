package com.wandb.iam.sandbox.state;

/**
 * Initial settings of a sandbox.
 *
 * @param port 0 for a free one
 * @param adminKey the key of the organization service account {@code wandb-operator}
 * @param organization the organization's name
 */
public record SandboxOptions(
    int port,
    SandboxVersion version,
    SandboxLicence licence,
    SandboxLatency latency,
    String adminKey,
    String organization) {

  /** Returns the newest version, enterprise, no latency, a free port and a new key. */
  public static SandboxOptions defaults() {
    return new SandboxOptions(
        0,
        SandboxVersion.V0_84,
        SandboxLicence.ENTERPRISE,
        SandboxLatency.none(),
        KeyStore.newSecret(),
        "acme");
  }

  public SandboxOptions withPort(int value) {
    return new SandboxOptions(value, version, licence, latency, adminKey, organization);
  }

  public SandboxOptions withVersion(SandboxVersion value) {
    return new SandboxOptions(port, value, licence, latency, adminKey, organization);
  }

  public SandboxOptions withLicence(SandboxLicence value) {
    return new SandboxOptions(port, version, value, latency, adminKey, organization);
  }

  public SandboxOptions withLatency(SandboxLatency value) {
    return new SandboxOptions(port, version, licence, value, adminKey, organization);
  }

  public SandboxOptions withAdminKey(String value) {
    return new SandboxOptions(port, version, licence, latency, value, organization);
  }

  public SandboxOptions withOrganization(String value) {
    return new SandboxOptions(port, version, licence, latency, adminKey, value);
  }

  @Override
  public String toString() {
    return "SandboxOptions[port=%d, version=%s, licence=%s, latency=%s, organization=%s]"
        .formatted(port, version, licence, latency, organization);
  }
}

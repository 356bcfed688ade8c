package com.wandb.iam.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of one control plane that listens only on 127.0.0.1 and writes only to its
 * directory.
 */
record ControlPlane(
    KubernetesBinaries binaries,
    Path directory,
    ClusterCredentials credentials,
    int apiPort,
    int etcdPort,
    int etcdPeerPort,
    boolean audited) {
  /** Logs each request of ServiceAccounts once, and no requests of other clients. */
  static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - {level: Metadata, userGroups: ["system:serviceaccounts"]}
      - {level: None}
      """;

  String apiUrl() {
    return "https://127.0.0.1:" + apiPort;
  }

  String etcdUrl() {
    return "http://127.0.0.1:" + etcdPort;
  }

  List<String> etcd() {
    var peers = "http://127.0.0.1:" + etcdPeerPort;
    return List.of(
        binaries.etcd().toString(),
        "--name=default",
        "--data-dir=" + directory.resolve("etcd-data"),
        "--listen-client-urls=" + etcdUrl(),
        "--advertise-client-urls=" + etcdUrl(),
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers,
        // No fsync, because the data is not needed after this process.
        "--unsafe-no-fsync",
        "--log-level=warn");
  }

  Path auditPolicy() {
    return directory.resolve("audit-policy.yaml");
  }

  Path auditLog() {
    return directory.resolve("audit.log");
  }

  List<String> apiServer() {
    var command = new ArrayList<>(plainApiServer());
    if (audited) {
      command.add("--audit-policy-file=" + auditPolicy());
      command.add("--audit-log-path=" + auditLog());
    }
    return command;
  }

  private List<String> plainApiServer() {
    return List.of(
        binaries.apiServer().toString(),
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--secure-port=" + apiPort,
        // No Endpoints object, because no other node looks for this server.
        "--endpoint-reconciler-type=none",
        "--etcd-servers=" + etcdUrl(),
        "--cert-dir=" + directory,
        "--tls-cert-file=" + credentials.serverCertificate(),
        "--tls-private-key-file=" + credentials.serverKey(),
        "--token-auth-file=" + credentials.tokens(),
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://127.0.0.1",
        "--service-account-signing-key-file=" + credentials.serverKey(),
        "--service-account-key-file=" + credentials.publicKey(),
        "--service-cluster-ip-range=10.0.0.0/24",
        // Accepts a Pod even without a controller that creates ServiceAccounts; no Pod runs.
        "--disable-admission-plugins=ServiceAccount",
        "--allow-privileged=true",
        "--profiling=false");
  }

  List<String> controllerManager(Path program, Path kubeconfig) {
    return List.of(
        program.toString(),
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--controllers=garbage-collector-controller,namespace-controller,serviceaccount-controller,"
            + "clusterrole-aggregation-controller",
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--secure-port=0");
  }
}

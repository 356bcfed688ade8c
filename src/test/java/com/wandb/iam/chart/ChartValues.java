package com.wandb.iam.chart;

/** Values of the chart for tests. */
final class ChartValues {
  /** Sets every value that is disabled or empty by default. */
  static final String EVERYTHING =
      """
      image: {tag: 0.1.0-rc1, pullPolicy: Always}
      imagePullSecrets: [{name: pull}]
      replicas: 2
      escrow: {enabled: false}
      workers: 16
      server:
        create: true
        url: https://wandb.example.com
        existingSecret: {name: wandb-admin, key: key}
        spec:
          credentials: {username: admin}
          tenants: [{name: all, namespaces: [ml-vision], teams: ["*"]}]
          bucketBindings:
            secretRef: {namespace: default, name: wandb-file-stores}
      rollouts: {namespaces: [default]}
      bucketBindings:
        - namespace: default
          secret: wandb-file-stores
          workloads: [{kind: Deployment, name: wandb-app}, {kind: StatefulSet, name: wandb}]
      serviceAccount: {name: wandb-iam, annotations: {example.com/role: operator}}
      podAnnotations: {example.com/scrape: "false"}
      podLabels: {team: platform, app.kubernetes.io/name: stolen}
      extraEnv: [{name: HTTPS_PROXY, value: "http://proxy.example.com:3128"}]
      priorityClassName: system-cluster-critical
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{key: dedicated, operator: Exists}]
      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway}
      podDisruptionBudget: {enabled: true, maxUnavailable: "50%"}
      log: {format: ecs, level: DEBUG}
      metrics:
        port: 9100
        serviceMonitor: {enabled: true, interval: 1m, labels: {release: prometheus}}
        prometheusRule: {enabled: true, labels: {release: prometheus}}
        dashboard: {enabled: true, labels: {grafana_dashboard: "yes"}}
      networkPolicy:
        enabled: true
        metricsFrom: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
        egress: [{ports: [{port: 53, protocol: UDP}, {port: 443}]}]
      """;

  private ChartValues() {}
}

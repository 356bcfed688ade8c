package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.Machine;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the chart refuses. */
class ChartValuesIT {
  @TempDir private static Path folder;
  private static Helm helm;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm");
    helm = Helm.offline(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "unknown: 1                                     | additional properties 'unknown' not"
            + " allowed",
        "image: {repo: x}                               | additional properties 'repo' not allowed",
        "image: {repository: ''}                        | '/image/repository'",
        "image: {tag: latest}                           | '/image/tag'",
        "image: {tag: 'a b'}                            | '/image/tag'",
        "image: {digest: 'sha256:12'}                   | '/image/digest'",
        "image: {pullPolicy: Sometimes}                 | '/image/pullPolicy'",
        "replicas: many                                 | '/replicas'",
        "replicas: -1                                   | '/replicas'",
        "{replicas: 2, leaderElection: {enabled: false}}| replicas: 2 needs"
            + " leaderElection.enabled=true",
        "leaderElection: true                           | '/leaderElection'",
        "escrow: {enabled: 'no'}                        | '/escrow/enabled'",
        "workers: 0                                     | '/workers'",
        "crds: {install: maybe}                         | '/crds/install'",
        "server: {create: true}                         | '/server/url'",
        "server: {create: true, url: 'https://x'}       | '/server/existingSecret/name'",
        "server: {url: 'https://key@x'}                 | '/server/url'",
        "server: {apiKey: local-0123}                   | additional properties 'apiKey' not"
            + " allowed",
        "server: {spec: {url: 'https://x'}}             | '/server/spec/url'",
        "server: {spec: {credentials: {secretRef: {}}}} | '/server/spec/credentials/secretRef'",
        "rollouts: {namespaces: ['*']}                  | '/rollouts/namespaces/0'",
        "bucketBindings: [{namespace: wandb}]           | missing property 'secret'",
        "weightsAndBiases: [{namespace: wandb}]         | missing property 'name'",
        "bucketBindings: [{namespace: wandb, secret: a, workloads: [{kind: CronJob, name: b}]}] |"
            + " '/bucketBindings/0/workloads/0/kind'",
        "bucketBindings: [{namespace: wandb, secret: a}, {namespace: wandb, secret: a}] | the"
            + " Secret wandb/a is there twice",
        "serviceAccount: {name: 'A B'}                  | '/serviceAccount/name'",
        "serviceAccount: {annotations: {a: 1}}          | '/serviceAccount/annotations/a'",
        "podLabels: {a: true}                           | '/podLabels/a'",
        "extraEnv: [{name: HOSTNAME, value: x}]         | '/extraEnv/0/name'",
        "tolerations: {key: x}                          | '/tolerations'",
        "podDisruptionBudget: {maxUnavailable: 0}       | '/podDisruptionBudget/maxUnavailable'",
        "log: {format: json}                            | '/log/format'",
        "log: {level: LOUD}                             | '/log/level'",
        "metrics: {port: 80}                            | '/metrics/port'",
        "metrics: {port: 8081}                          | '/metrics/port'",
        "metrics: {serviceMonitor: {interval: often}}   | '/metrics/serviceMonitor/interval'",
        "metrics: {dashboard: {labels: {a: 1}}}         | '/metrics/dashboard/labels/a'",
        "networkPolicy: {metricsFrom: all}              | '/networkPolicy/metricsFrom'",
        "networkPolicy: {enabled: true, egress: all}    | '/networkPolicy/egress'",
      })
  void invalid_values_are_refused_with_their_path(String values, String words) {
    var run = helm.template(Helm.CHART, values);
    assertThat(run.exit()).isNotZero();
    assertThat(run.words()).contains(words);
  }
}

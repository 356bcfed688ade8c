package com.wandb.iam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.stores.S3TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Bucket checks in a pipeline, without a cluster. */
class CheckBucketIT {
  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new CheckBucket())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  private String manifest(String bucket, String secret) throws IOException {
    var store = S3TestServer.shared();
    return Files.writeString(
            folder.resolve("connector.yaml"),
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: StorageConnector
            metadata: {name: on-prem}
            spec:
              provider: MINIO
              bucket: %s
              region: us-east-1
              endpoint: "%s"
              tls: {enabled: false}
              credentials: {secretRef: {name: minio}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: %s}
            stringData: {accessKey: "%s", secretKey: "%s"}
            """
                .formatted(bucket, store.endpoint(), secret, store.accessKey(), store.secretKey()))
        .toString();
  }

  @Test
  void check_bucket_prints_a_cors_fix_and_passes_with_it() throws IOException {
    var store = S3TestServer.shared();
    var bucket = store.createBucket("checked-by-hand");
    var file = manifest(bucket, "minio");
    var before = run("-f", file);
    assertThat(before.code()).as(before.err()).isEqualTo(1);
    assertThat(before.out()).contains("on-prem: Cors", "Failed", "AllowedMethods");
    assertThat(before.out()).doesNotContain(store.secretKey());
    var json = before.out().substring(before.out().indexOf('{'), before.out().lastIndexOf('}') + 1);
    store.putCors(bucket, json);
    var after = run("-f", file);
    assertThat(after.code()).as(after.out()).isZero();
    assertThat(store.objects(bucket)).isEmpty();
  }

  @Test
  void unusable_input_is_reported_with_exit_code_2() throws IOException {
    assertThat(run("-f", folder.resolve("nothing.yaml").toString()))
        .satisfies(outcome -> assertThat(outcome.code()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("does not exist"));
    var file = manifest("some-bucket", "another");
    assertThat(run("-f", file))
        .satisfies(outcome -> assertThat(outcome.code()).isEqualTo(2))
        .satisfies(
            outcome ->
                assertThat(outcome.err()).contains("spec.credentials.secretRef.name", "minio"));
    var empty = Files.writeString(folder.resolve("empty.yaml"), "---\n");
    assertThat(run("-f", empty.toString()).err()).contains("contain no StorageConnector");
  }

  @Test
  void schema_violation_is_reported_with_exit_code_2() throws IOException {
    var file = Path.of(manifest("some-bucket", "minio"));
    var whole = Files.readString(file);
    Files.writeString(file, whole.replace("provider: MINIO", "provider: S3"));
    assertThat(run("-f", file.toString()))
        .satisfies(outcome -> assertThat(outcome.code()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("spec.provider", "on-prem"));
    Files.writeString(file, whole.replace("provider: MINIO", "kmsKeyId: none"));
    assertThat(run("-f", file.toString()))
        .satisfies(outcome -> assertThat(outcome.code()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("spec.provider", "are required"));
  }

  @Test
  void rule_violation_is_reported_with_exit_code_1() throws IOException {
    var file = Path.of(manifest("some-bucket", "minio"));
    Files.writeString(file, Files.readString(file).replace("provider: MINIO", "provider: GCP"));
    Files.writeString(
        file,
        Files.readString(file)
            .replace("accessKey:", "serviceAccountEmail:")
            .replace("secretKey:", "privateKey:"));
    var outcome = run("-f", file.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("spec.endpoint");
  }
}

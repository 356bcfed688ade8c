package com.wandb.iam.demo;

import com.wandb.iam.stores.S3TestServer;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Path;

/** Team of the demo with its own bucket in a real store. */
record StorageWalkthrough(Walkthrough walkthrough, S3TestServer store) {
  private static final Path EXAMPLES = Path.of("examples", "storage");
  private static final String STORE = "minio.storage.svc:9000";
  private static final String BUCKET = "ml-vision";
  private static final String CORS =
      """
      {"CORSRules": [{"AllowedHeaders": ["*"], "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedOrigins": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 3000}]}""";

  /** Like {@code kubectl apply -f examples/storage/}, with the endpoint of this store. */
  void applyExamples() throws IOException {
    store.createBucket(BUCKET);
    store.putCors(BUCKET, CORS);
    walkthrough.sandbox().world().addBucket(BUCKET);
    Demo.say("A bucket " + BUCKET + " is in the S3 store at " + store.endpoint());
    walkthrough.namespace("wandb");
    walkthrough
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(Walkthrough.NAMESPACE)
                .withName("minio-credentials")
                .addToLabels("iam.wandb.com/source", "true")
                .endMetadata()
                .addToStringData("accessKey", store.accessKey())
                .addToStringData("secretKey", store.secretKey())
                .build())
        .serverSideApply();
    walkthrough.apply(EXAMPLES, this::adapted);
  }

  private String adapted(String manifest) {
    return manifest.replace(STORE, store.endpoint());
  }

  /** Waits for the connector and its team, and prints the environment variable of the server. */
  void awaitReady() throws IOException {
    walkthrough.awaitReady(EXAMPLES, this::adapted);
    walkthrough.awaitTeams(2);
    var secret =
        walkthrough.client().secrets().inNamespace("wandb").withName("wandb-file-stores").require();
    Demo.say("Secret wandb/wandb-file-stores has the keys " + secret.getData().keySet());
  }
}

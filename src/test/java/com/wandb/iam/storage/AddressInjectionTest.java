package com.wandb.iam.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketCredentials.AccessKey;
import com.wandb.iam.storage.BucketCredentials.AzureKey;
import com.wandb.iam.storage.BucketCredentials.GoogleKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The addresses of all tenants are in one variable of the server. No address may change another
 * one.
 */
class AddressInjectionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x,s3://evil.example.com/bucket",
        "x@evil.example.com/bucket?region=y#",
        "x s3://evil;y|z",
        "x\ns3://evil\0\u001b[2J\u2028",
        "$(id)`id`'\"\\<>{}[]^&=+:/"
      })
  void credentials_cannot_inject_into_the_address(String text) {
    for (var address :
        List.of(
            new BucketAddress(
                location(BucketProvider.MINIO, "minio.storage.svc:9000", null),
                new AccessKey(text, text)),
            new BucketAddress(location(BucketProvider.GCP, null, null), new GoogleKey(text, text)),
            new BucketAddress(
                location(BucketProvider.AZURE, null, "acmeml"), new AzureKey(text)))) {
      var written = address.reveal();
      assertThat(written)
          .matches("[a-z0-9]+://([\\w.~%-]*:[\\w.~%-]*@)[\\w.:-]+/[\\w./-]+(\\?[\\w=&-]+)?");
      assertThat(BucketAddress.parse(written)).isEqualTo(address);
    }
  }

  private static BucketLocation location(
      BucketProvider provider, @Nullable String endpoint, @Nullable String storageAccount) {
    return new BucketLocation(
        provider,
        "ml-vision",
        provider == BucketProvider.AZURE ? null : "teams/vision",
        provider == BucketProvider.MINIO ? "us-east-1" : null,
        endpoint,
        true,
        storageAccount);
  }
}

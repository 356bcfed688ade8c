package com.wandb.iam.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.storage.BucketCredentials.AccessKey;
import com.wandb.iam.storage.BucketCredentials.AzureKey;
import com.wandb.iam.storage.BucketCredentials.GoogleKey;
import com.wandb.iam.storage.BucketCredentials.ServerIdentity;
import com.wandb.iam.storage.check.PreflightRun;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketAddressTest {
  private static final AccessKey KEY = new AccessKey("AKIA+1", "a/b+c=d%e@f:g");

  private static BucketLocation location(
      BucketProvider provider,
      String bucket,
      @Nullable String path,
      @Nullable String region,
      @Nullable String endpoint) {
    return new BucketLocation(provider, bucket, path, region, endpoint, true, null);
  }

  @Test
  void aws_is_reached_at_the_public_endpoint_of_its_region() {
    var address =
        new BucketAddress(
            location(BucketProvider.AWS, "acme-vision", null, "eu-central-1", null), KEY);
    assertThat(address.reveal())
        .isEqualTo(
            "s3://AKIA%2B1:a%2Fb%2Bc%3Dd%25e%40f%3Ag@s3.eu-central-1.amazonaws.com/acme-vision"
                + "?region=eu-central-1");
    assertThat(address.redacted())
        .isEqualTo("s3://s3.eu-central-1.amazonaws.com/acme-vision?region=eu-central-1");
    assertThat(address.fileStore()).isEqualTo(address.reveal());
  }

  @Test
  void aws_address_needs_no_region_or_credentials() {
    var address =
        new BucketAddress(
            location(BucketProvider.AWS, "acme", "teams/a", null, null), new ServerIdentity());
    assertThat(address.reveal()).isEqualTo("s3://s3.amazonaws.com/acme/teams/a");
  }

  @Test
  void regions_in_china_are_below_another_domain() {
    var address =
        new BucketAddress(
            location(BucketProvider.AWS, "acme", null, "cn-north-1", null), new ServerIdentity());
    assertThat(address.reveal())
        .isEqualTo("s3://s3.cn-north-1.amazonaws.com.cn/acme?region=cn-north-1");
  }

  @Test
  void s3_compatible_address_has_endpoint_region_and_tls() {
    var address =
        new BucketAddress(
            new BucketLocation(
                BucketProvider.MINIO,
                "ml-vision",
                "teams/vision",
                "us-east-1",
                "minio.storage.svc:9000",
                false,
                null),
            new AccessKey("key", "secret"));
    assertThat(address.reveal())
        .isEqualTo(
            "s3://key:secret@minio.storage.svc:9000/ml-vision/teams/vision"
                + "?region=us-east-1&tls=false");
    assertThat(address.redacted())
        .isEqualTo("s3://minio.storage.svc:9000/ml-vision/teams/vision?region=us-east-1&tls=false");
  }

  @Test
  void coreweave_address_has_its_own_scheme() {
    var address =
        new BucketAddress(
            location(BucketProvider.COREWEAVE, "acme", "a", null, null),
            new AccessKey("key", "secret"));
    assertThat(address.reveal()).isEqualTo("cw://key:secret@cwobject.com/acme/a?tls=true");
    assertThat(address.fileStore()).isEqualTo("cw://");
  }

  @Test
  void google_carries_the_accounts_address_and_its_whole_key() {
    var address =
        new BucketAddress(
            location(BucketProvider.GCP, "acme_vision", "teams/a", null, null),
            new GoogleKey("sa@p.iam.gserviceaccount.com", "-----BEGIN KEY-----\na+b/c=\n"));
    assertThat(address.reveal())
        .isEqualTo(
            "gs://sa%40p.iam.gserviceaccount.com:-----BEGIN%20KEY-----%0Aa%2Bb%2Fc%3D%0A"
                + "@acme_vision/teams/a");
    assertThat(address.redacted()).isEqualTo("gs://acme_vision/teams/a");
  }

  @Test
  void azure_has_a_key_without_a_name() {
    var address =
        new BucketAddress(
            new BucketLocation(BucketProvider.AZURE, "data", null, null, null, true, "acmeml"),
            new AzureKey("a+b/c=="));
    assertThat(address.reveal()).isEqualTo("az://:a%2Bb%2Fc%3D%3D@acmeml/data");
    assertThat(address.redacted()).isEqualTo("az://acmeml/data");
  }

  @Test
  void text_forms_show_no_secret() {
    for (var credentials :
        new BucketCredentials[] {
          new AccessKey("hidden", "hidden"),
          new GoogleKey("hidden", "hidden"),
          new AzureKey("hidden")
        }) {
      var location = location(BucketProvider.AWS, "acme", null, null, null);
      assertThat(credentials.toString()).doesNotContain("hidden");
      assertThat(new BucketAddress(location, credentials).toString()).doesNotContain("hidden");
      assertThat(PreflightRun.full(location, credentials).toString()).doesNotContain("hidden");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden",
        "http://hidden@host/bucket",
        "s3://hidden:hidden@",
        "s3://hidden:hidden@host",
        "s3://hid%zzden:hidden@host/bucket",
        "s3://hidden:hidden%@host/bucket",
        "cw://hidden:hidden@other.example.com/bucket",
        "az://:hidden@account",
        ""
      })
  void malformed_address_is_refused_without_repeating_it(String text) {
    assertThatThrownBy(() -> BucketAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hid", "zz"));
  }

  @Property
  void written_address_round_trips(@ForAll("addresses") BucketAddress address) {
    var read = BucketAddress.parse(address.reveal());
    assertThat(read.location()).isEqualTo(address.location());
    assertThat(read.credentials()).isEqualTo(address.credentials());
    assertThat(read.reveal()).isEqualTo(address.reveal());
    assertThat(BucketAddress.parse(address.redacted()).location()).isEqualTo(address.location());
  }

  @Provide
  Arbitrary<BucketAddress> addresses() {
    return Arbitraries.oneOf(aws(), minio(), coreWeave(), google(), azure());
  }

  private static Arbitrary<BucketAddress> aws() {
    var endpoint =
        Arbitraries.of("vpce-1.s3.eu-west-1.vpce.amazonaws.com", "s3.dualstack.amazonaws.com:443");
    return Combinators.combine(
            bucket(), path(), region().injectNull(0.3), endpoint.injectNull(0.5), accessKey())
        .flatAs(
            (bucket, path, region, host, key) ->
                Arbitraries.of(true, false)
                    .map(
                        tls ->
                            new BucketAddress(
                                new BucketLocation(
                                    BucketProvider.AWS, bucket, path, region, host, tls, null),
                                key)));
  }

  private static Arbitrary<BucketAddress> minio() {
    var host = Arbitraries.of("minio.storage.svc:9000", "10.0.0.7", "[fd00::1]:9000", "s3.local");
    return Combinators.combine(
            bucket(), path(), region(), host, Arbitraries.of(true, false), accessKey())
        .as(
            (bucket, path, region, endpoint, tls, key) ->
                new BucketAddress(
                    new BucketLocation(
                        BucketProvider.MINIO, bucket, path, region, endpoint, tls, null),
                    key));
  }

  private static Arbitrary<BucketAddress> coreWeave() {
    return Combinators.combine(bucket(), path(), Arbitraries.of(true, false), accessKey())
        .as(
            (bucket, path, tls, key) ->
                new BucketAddress(
                    new BucketLocation(
                        BucketProvider.COREWEAVE, bucket, path, null, null, tls, null),
                    key));
  }

  private static Arbitrary<BucketAddress> google() {
    Arbitrary<BucketCredentials> key = Combinators.combine(secret(), secret()).as(GoogleKey::new);
    return Combinators.combine(bucket(), path(), orNone(key))
        .as(
            (bucket, path, credentials) ->
                new BucketAddress(
                    location(BucketProvider.GCP, bucket, path, null, null), credentials));
  }

  private static Arbitrary<BucketAddress> azure() {
    Arbitrary<BucketCredentials> key = secret().map(AzureKey::new);
    return Combinators.combine(bucket(), path(), bucket(), orNone(key))
        .as(
            (bucket, path, account, credentials) ->
                new BucketAddress(
                    new BucketLocation(
                        BucketProvider.AZURE, bucket, path, null, null, true, account),
                    credentials));
  }

  private static Arbitrary<BucketCredentials> accessKey() {
    return orNone(Combinators.combine(secret(), secret()).as(AccessKey::new));
  }

  private static Arbitrary<BucketCredentials> orNone(
      Arbitrary<? extends BucketCredentials> credentials) {
    return Arbitraries.oneOf(
        credentials.map(one -> (BucketCredentials) one), Arbitraries.of(new ServerIdentity()));
  }

  private static Arbitrary<String> bucket() {
    return Arbitraries.strings().withChars("abc019._-").ofMinLength(3).ofMaxLength(20);
  }

  private static Arbitrary<@Nullable String> path() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(8)
        .excludeChars('/', '\uFFFF')
        .filter(BucketAddressTest::canBeEncoded)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(parts -> String.join("/", parts))
        .injectNull(0.3);
  }

  private static Arbitrary<String> region() {
    return Arbitraries.of("eu-central-1", "us-east-1", "cn-north-1", "region-1");
  }

  private static Arbitrary<String> secret() {
    return Arbitraries.oneOf(
            Arbitraries.strings().withChars("/+=%@:?#&; \n~*a1").ofMinLength(1).ofMaxLength(60),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(30))
        .filter(BucketAddressTest::canBeEncoded);
  }

  /** Returns whether the text has an encoding. An unpaired surrogate has none. */
  private static boolean canBeEncoded(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}

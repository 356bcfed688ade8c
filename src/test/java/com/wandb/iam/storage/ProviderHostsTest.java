package com.wandb.iam.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host names in the separate clouds of AWS and Azure. */
class ProviderHostsTest {
  @ParameterizedTest
  @CsvSource({
    "us-east-1, s3.us-east-1.amazonaws.com",
    "eu-central-1, s3.eu-central-1.amazonaws.com",
    "us-gov-west-1, s3.us-gov-west-1.amazonaws.com",
    "cn-north-1, s3.cn-north-1.amazonaws.com.cn",
    "cn-south-9, s3.cn-south-9.amazonaws.com.cn",
    "eusc-de-east-1, s3.eusc-de-east-1.amazonaws.eu",
    "eusc-de-west-9, s3.eusc-de-west-9.amazonaws.eu",
    "us-iso-east-1, s3.us-iso-east-1.c2s.ic.gov",
    "us-isob-east-1, s3.us-isob-east-1.sc2s.sgov.gov",
    "eu-isoe-west-1, s3.eu-isoe-west-1.cloud.adc-e.uk",
    "us-isof-south-1, s3.us-isof-south-1.csp.hci.ic.gov",
    "region-1, s3.region-1.amazonaws.com",
    ", s3.amazonaws.com"
  })
  void aws_region_has_the_domain_of_its_partition(@Nullable String region, String host) {
    assertThat(AwsHost.of(region)).isEqualTo(host);
    assertThat(AwsHost.isPublic(host, region)).isTrue();
    assertThat(AwsHost.isAws(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3.eusc-de-east-1.amazonaws.eu:443",
        "vpce-1.s3.eusc-de-east-1.vpce.amazonaws.eu",
        "S3.Dualstack.eusc-de-east-1.AmazonAWS.eu",
        "vpce-1.s3.cn-north-1.vpce.amazonaws.com.cn",
        "s3.us-iso-east-1.c2s.ic.gov"
      })
  void endpoint_below_a_partition_s_domain_is_aws(String endpoint) {
    assertThat(AwsHost.isAws(endpoint)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amazonaws.eu.example.com",
        "notamazonaws.eu",
        "s3.amazonaws.de",
        "s3.amazonaws.com.evil.cn",
        "minio.storage.svc:9000",
        "[fd00::7]:9000"
      })
  void endpoint_elsewhere_is_not_aws(String endpoint) {
    assertThat(AwsHost.isAws(endpoint)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "%", "eusc-de-east-1.example.com/x?"})
  void invalid_region_throws_nothing(String region) {
    assertThat(AwsHost.of(region)).endsWith(".amazonaws.com");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://s3.eusc-de-east-1.amazonaws.eu/acme?region=eusc-de-east-1, AWS, ",
    "s3://s3.amazonaws.com/acme?region=, AWS, s3.amazonaws.com",
    "s3://s3.eusc-de-east-1.amazonaws.eu/acme?region=eu-west-1, AWS,"
        + " s3.eusc-de-east-1.amazonaws.eu",
    "s3://s3.eusc-de-east-1.amazonaws.eu.example/acme?region=eusc-de-east-1, MINIO,"
        + " s3.eusc-de-east-1.amazonaws.eu.example"
  })
  void address_is_read_as_aws_or_as_another_store(
      String address, BucketProvider provider, @Nullable String endpoint) {
    var location = BucketAddress.parse(address).location();
    assertThat(location.provider()).isEqualTo(provider);
    assertThat(location.endpoint()).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    ", https://acme.blob.core.windows.net",
    "westeurope, https://acme.blob.core.windows.net",
    "chinanorth3, https://acme.blob.core.chinacloudapi.cn",
    "ChinaEast2, https://acme.blob.core.chinacloudapi.cn",
    "usgovvirginia, https://acme.blob.core.usgovcloudapi.net",
    "usdodcentral, https://acme.blob.core.usgovcloudapi.net"
  })
  void azure_account_has_the_domain_of_its_cloud(@Nullable String region, String address) {
    assertThat(PublicEndpoints.REAL.azureOf("acme", region)).isEqualTo(address);
  }
}

package com.wandb.iam.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.1.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "::",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1"
      })
  void internal_addresses_are_refused(String address) {
    assertThat(AddressGuard.isForbidden(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.7",
        "192.168.1.1",
        "127.0.0.1",
        "172.16.0.1",
        "52.219.1.1",
        "169.253.1.1",
        "::1",
        "fd00::7",
        "2600:1f00::1",
        "64:ff9b::10.0.0.7"
      })
  void addresses_of_clusters_and_of_the_internet_are_not(String address) {
    assertThat(AddressGuard.isForbidden(InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void a_host_is_asked_for_once_and_keeps_its_first_addresses() throws UnknownHostException {
    var answers =
        new ArrayList<>(
            List.of(InetAddress.ofLiteral("10.0.0.7"), InetAddress.ofLiteral("169.254.169.254")));
    var pinned = new PinnedAddresses(host -> List.of(answers.removeFirst()));

    assertThat(pinned.resolve("store")).containsExactly(InetAddress.ofLiteral("10.0.0.7"));
    assertThat(pinned.resolve("store")).containsExactly(InetAddress.ofLiteral("10.0.0.7"));
    assertThat(answers).hasSize(1);
  }

  @Test
  void host_with_one_internal_address_is_refused() {
    var pinned =
        new PinnedAddresses(
            host ->
                List.of(
                    InetAddress.ofLiteral("10.0.0.7"), InetAddress.ofLiteral("169.254.169.254")));
    assertThatThrownBy(() -> pinned.resolve("store"))
        .isInstanceOf(PinnedAddresses.RefusedException.class);
  }
}

package com.wandb.iam.storage.store;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Addresses to which the operator never connects: they are never those of a bucket, and cloud
 * metadata services at some of them return credentials. Needed because tenants choose endpoints.
 */
final class AddressGuard {
  /** Metadata services that are not link-local, of AWS, Google, Alibaba, Oracle and Azure. */
  private static final Set<InetAddress> METADATA =
      Set.of(
          literal("fd00:ec2::254"),
          literal("fd20:ce::254"),
          literal("100.100.100.200"),
          literal("192.0.0.192"),
          literal("168.63.129.16"));

  private AddressGuard() {}

  static boolean isForbidden(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(address)
        || isReserved(address.getAddress())
        || within(address).stream().anyMatch(AddressGuard::isForbidden);
  }

  /**
   * Returns whether an address is in 0.0.0.0/8, which some systems route to this machine, or in
   * 240.0.0.0/4, which contains the broadcast address.
   */
  private static boolean isReserved(byte[] address) {
    return address.length == 4 && (address[0] == 0 || (address[0] & 0xf0) == 0xf0);
  }

  /** Returns the IPv4 address that is embedded in an IPv6 one: NAT64, 6to4 or IPv4-mapped. */
  private static List<InetAddress> within(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return List.of();
    }
    var bytes = address.getAddress();
    if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b)) {
      return List.of(fourOf(bytes, 12));
    }
    if (startsWith(bytes, 0x20, 0x02)) {
      return List.of(fourOf(bytes, 2));
    }
    boolean mapped = startsWith(bytes, new int[12]) && !address.isLoopbackAddress();
    return mapped ? List.of(fourOf(bytes, 12)) : List.of();
  }

  private static boolean startsWith(byte[] bytes, int... beginning) {
    for (int i = 0; i < beginning.length; i++) {
      if ((bytes[i] & 0xff) != beginning[i]) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress fourOf(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are always an address.", e);
    }
  }

  private static InetAddress literal(String address) {
    return InetAddress.ofLiteral(address);
  }
}

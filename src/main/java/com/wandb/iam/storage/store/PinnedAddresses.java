package com.wandb.iam.storage.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolver that resolves each host once, so that a DNS answer cannot change between the check of an
 * address and the connection to it.
 */
public final class PinnedAddresses implements DnsResolver {
  /** The host has an address that {@link AddressGuard} forbids. */
  static final class RefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1;
  }

  private final HostLookup lookup;
  private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();

  public PinnedAddresses(HostLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var addresses = known.get(host);
    if (addresses == null) {
      addresses = List.copyOf(find(host));
      known.put(host, addresses);
    }
    // Reject the host if any address is forbidden, because the client may connect to any of them.
    if (addresses.stream().anyMatch(AddressGuard::isForbidden)) {
      throw new RefusedException();
    }
    return addresses.toArray(InetAddress[]::new);
  }

  /** Returns the name unchanged, because only Kerberos needs the canonical name. */
  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** Resolves on another thread, because the resolver of the system cannot be interrupted. */
  private List<InetAddress> find(String host) throws UnknownHostException {
    var task = new FutureTask<>(() -> lookup.addressesOf(host));
    Thread.ofVirtual().name("look-up").start(task);
    try {
      return task.get();
    } catch (ExecutionException notFound) {
      throw new UnknownHostException();
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new UnknownHostException();
    }
  }
}

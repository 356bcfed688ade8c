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
 * Asks for a host's addresses once and stays with the answer, so that a name which is looked at
 * first and connected to later means the same machine both times.
 */
public final class PinnedAddresses implements DnsResolver {
  /** An address of the host is one that is never connected to. */
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
    // One bad address among good ones is how a name is made to pass and to lead astray later.
    if (addresses.stream().anyMatch(AddressGuard::isForbidden)) {
      throw new RefusedException();
    }
    return addresses.toArray(InetAddress[]::new);
  }

  /** Returns the name as it is: only Kerberos, which no store uses, needs another one. */
  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** On a thread of its own: the system's resolver cannot be interrupted, the look can. */
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

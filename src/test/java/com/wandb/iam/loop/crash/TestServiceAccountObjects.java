package com.wandb.iam.loop.crash;

import com.wandb.iam.sandbox.SandboxWorld;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys and Secrets that the operator made for a service account. */
final class TestServiceAccountObjects {
  private final KeySite site;
  private final String name;
  private final String keptUnder;

  TestServiceAccountObjects(KeySite site, String name) {
    this.site = site;
    this.name = name;
    this.keptUnder =
        "wandb-key-" + UUID.nameUUIDFromBytes(keptFor().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the working keys of all accounts of this name, including deleted ones. */
  List<SandboxWorld.Key> liveKeys() {
    return site.world().keysEverIssued().stream()
        .filter(key -> !key.revoked())
        .filter(key -> site.world().nameBehind(key.accountId()).equals(Optional.of(name)))
        .toList();
  }

  /** Returns whether all objects of the operator for it are where they are declared. */
  boolean isTidy(TestServiceAccountState observed) {
    var declared = observed.testAccount();
    boolean wanted = observed.isWanted() && !observed.asksForImport();
    boolean kept = wanted && site.isHashed();
    return names(ownedBy()).equals(wanted ? Set.of(declared.secretName()) : Set.of())
        && names(deliveredBy())
            .equals(wanted && declared.isDelivered() ? Set.of(declared.secretName()) : Set.of())
        && names(keptFor()).equals(kept ? Set.of(keptUnder) : Set.of());
  }

  private String ownedBy() {
    return "ServiceAccount/" + name;
  }

  private String deliveredBy() {
    return "Delivery/" + site.namespace() + "/" + name;
  }

  private String keptFor() {
    return "Escrow/" + site.namespace() + "/" + name;
  }

  /** Returns the names of all Secrets of the operator for it. */
  List<String> secrets() {
    return Stream.of(ownedBy(), deliveredBy(), keptFor())
        .flatMap(owner -> names(owner).stream())
        .toList();
  }

  private Set<String> names(String owner) {
    return site.crashes()
        .secretsFromWatch(owner)
        .map(found -> found.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  /** Returns whether nothing is left of it: no account and no working key. */
  boolean isGone(TestServiceAccountState observed) {
    return observed.isGone()
        && site.world().idOf(name).isEmpty()
        && isTidy(observed)
        && liveKeys().stream().noneMatch(this::isOurs);
  }

  /**
   * Returns whether the operator must revoke the key. Keys that a user created and the operator
   * never adopted belong to the user. If a key was never delivered and its account is deleted, no
   * client can find or revoke it.
   */
  boolean isOurs(SandboxWorld.Key key) {
    var said = key.description().orElse("");
    return site.crashes().chronicle().wasPublished(key.secret())
        || site.crashes().chronicle().wasInStatus(site.namespace(), key.id())
        || ((said.isEmpty() || said.startsWith("wandb-iam-operator"))
            && site.world().idOf(name).equals(Optional.of(key.accountId())));
  }

  /** Returns the name of the escrow Secret of its keys. */
  String keptUnder() {
    return keptUnder;
  }
}

package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.KeyImport;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.SourceSecret;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteKey;
import java.time.Instant;
import java.util.Optional;

/**
 * The sources of a key if the Secret contains none: the server, if it shows a key again to an
 * administrator, or a Secret that a user created.
 */
final class KeySources {
  private final Secrets secrets;
  private final AccountReconciliation pass;
  private final BoundAccount account;
  private final AccountKeys keys;

  private static final String PATH = "spec.apiKey.importFrom.secretRef";

  KeySources(Secrets secrets, AccountReconciliation pass, BoundAccount account, AccountKeys keys) {
    this.secrets = secrets;
    this.pass = pass;
    this.account = account;
    this.keys = keys;
  }

  /**
   * Returns a key of the account from one of the sources.
   *
   * @throws ReconcileAbort if there is none, with a message about how to provide one
   */
  KeyRing.Held first(Instant now) {
    var shown = account.scope().shownKey(account.id());
    var key =
        shown
            .or(this::imported)
            .orElseThrow(() -> new ReconcileAbort(importRequired(pass.draft().apiKey != null)));
    var listed = keys.find(key);
    long sequence =
        listed
            .flatMap(one -> Optional.ofNullable(one.description()))
            .flatMap(KeyMarker::read)
            .map(KeyMarker::sequence)
            .orElse(0L);
    return new KeyRing.Held(
        key, listed.map(RemoteKey::id).orElse(null), sequence, now, shown.isEmpty());
  }

  /**
   * Returns the key that the resource would import, whomever it belongs to; empty if there is none.
   */
  static Optional<ApiKey> offered(Secrets secrets, AccountReconciliation pass) {
    return Optional.ofNullable(pass.resource().getSpec().apiKey())
        .flatMap(settings -> Optional.ofNullable(settings.importFrom()))
        .map(KeyImport::secretRef)
        .flatMap(
            reference ->
                secrets
                    .readLast(pass.namespace(), reference.name())
                    .filter(Secrets::isSource)
                    .flatMap(secret -> Secrets.value(secret, reference.key())))
        .map(String::strip)
        .filter(ApiKey::looksLikeKey)
        .map(ApiKey::of);
  }

  private static ReconcileResult importRequired(boolean hadOne) {
    var what =
        "The operator cannot read the API key of a service account: the W&B App shows it once,"
            + " when it is created. Create a key for the account there, store it in a"
            + " Secret with the label "
            + Secrets.SOURCE_LABEL
            + "=true, and set spec.apiKey.importFrom to that Secret.";
    return hadOne
        ? ReconcileResult.blocked(
            Reason.KeyLost, "The Secret with the only copy of the API key was deleted. " + what)
        : ReconcileResult.blocked(Reason.ImportRequired, what);
  }

  private Optional<ApiKey> imported() {
    var settings = pass.resource().getSpec().apiKey();
    var source = settings == null ? null : settings.importFrom();
    if (source == null) {
      return Optional.empty();
    }
    var reference = source.secretRef();
    var value =
        SourceSecret.read(
                secrets, pass.namespace(), reference.name(), PATH, ReconcileResult::blocked)
            .value(reference.key());
    if (!ApiKey.looksLikeKey(value)) {
      throw blocked(
          Reason.KeyInvalid,
          PATH
              + ": The value does not have the form of a W&B API key. It was not sent to the server."
              + " Correct the Secret.");
    }
    var key = ApiKey.of(value);
    if (!keys.isOwn(key)) {
      throw blocked(
          Reason.KeyInvalid,
          PATH
              + ": The W&B server rejects this key, or the key belongs to another account. Correct"
              + " the Secret.");
    }
    return Optional.of(key);
  }

  private static ReconcileAbort blocked(Reason reason, String message) {
    return new ReconcileAbort(ReconcileResult.blocked(reason, message));
  }
}

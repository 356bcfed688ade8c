package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
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

  private static ReconcileResult importRequired(boolean hadOne) {
    var what =
        "this server shows the key of a service account once and to people only: make a key for"
            + " the account in the app, put it into a Secret with the label "
            + Secrets.SOURCE_LABEL
            + "=true, and name that in spec.apiKey.importFrom";
    return hadOne
        ? ReconcileResult.blocked(
            Reason.KeyLost, "the Secret with the only copy of the key is gone; " + what)
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
          PATH + ": the value does not look like a W&B API key; it was not sent anywhere");
    }
    var key = ApiKey.of(value);
    if (!keys.isOwn(key)) {
      throw blocked(
          Reason.KeyInvalid,
          PATH + ": the server does not accept this key, or it is another account's");
    }
    return Optional.of(key);
  }

  private static ReconcileAbort blocked(Reason reason, String message) {
    return new ReconcileAbort(ReconcileResult.blocked(reason, message));
  }
}

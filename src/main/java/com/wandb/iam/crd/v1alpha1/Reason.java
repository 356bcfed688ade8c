package com.wandb.iam.crd.v1alpha1;

import java.util.Optional;

/**
 * Why a condition is as it is: all the words that stand in {@code reason}, what each means, and
 * what the reader does about it. The README's table is made from here.
 */
public enum Reason {
  // What is well.
  Valid("The permission model has nothing against the spec.", ""),
  Synced("The server agrees with what is declared.", ""),
  Ready("Everything that is declared is so.", ""),
  Ok("The server answers.", ""),
  OrganizationAdmin("The credential may do what the operator has to do.", ""),
  OrganizationServiceAccount(
      "The credential is an organization service account's and may do what the operator has to do.",
      ""),
  Active("Access is in force.", ""),
  Expired(
      "Access ended at expiresAt; the resource stays.",
      "Delete the resource, or set a later expiresAt."),
  Passed("The bucket passed its checks.", ""),
  Published("The bucket is in the server's environment.", ""),
  RolledOut("The server has been restarted since the bucket was published.", ""),
  // What takes its time.
  NotYetReconciled(
      "The resource was not looked at yet.", "Wait; if it stays, look whether the operator runs."),
  Pending("Work is under way.", "Wait."),
  Suspended(
      "spec.suspend is true: nothing is read or written, here or on the server that this depends on.",
      "Set suspend to false."),
  Observing(
      "managementPolicy is Observe: status shows what would be done.",
      "Set managementPolicy to Manage to have it done."),
  Drifted(
      "The server differs from what is declared, and nothing is written because managementPolicy is Observe.",
      "Compare the plan in status; set managementPolicy to Manage to have it done."),
  // The spec.
  Invalid(
      "The spec breaks a rule, or names something that is of no use; nothing was changed anywhere.",
      "Read the message: it names the field, the rule and what to do."),
  Misread(
      "The stored object has a value of a type that this operator does not know; it is not acted on.",
      "Apply the manifest again, or upgrade the operator."),
  NotSupported(
      "This version of the operator, or this server in its version, does not carry out what is declared.",
      "Read the message: it names the field; leave it out, or upgrade."),
  LicenceRequired(
      "The server refused because its licence does not include this, or the WandbServer says that its edition does not.",
      "Leave the field out, have the licence extended, or correct spec.edition."),
  NotAllowed(
      "The server's tenants do not allow this to this namespace.",
      "Ask the platform team for an entry in the WandbServer's tenants."),
  Conflict(
      "Another resource claims the same object, or it exists on the server and adoptionPolicy is Never.",
      "Delete one of the two resources, or set adoptionPolicy to IfExists."),
  NameTaken(
      "The server has an object of another kind under this name.",
      "Choose another name; the name is immutable, so make a new resource."),
  // What it refers to.
  ServerNotFound("There is no WandbServer of that name.", "Create it, or correct serverRef."),
  DeploymentNotReady(
      "W&B's own operator is not done with the server: its WeightsAndBiases resource is not ready, or migrates. Nothing is written to the server meanwhile.",
      "Look at the status of that resource; this goes on by itself."),
  ServerNotReady("The WandbServer is not ready.", "Look at its conditions."),
  OtherOperator(
      "The WandbServer is for another operator of the cluster, or does not say for which one it is.",
      "Set spec.operatorNamespace of the WandbServer, or name another in serverRef."),
  TeamNotFound(
      "There is no Team of that name in this namespace.", "Create it, or correct teamRef."),
  TeamNotReady("The Team is not ready.", "Look at its conditions."),
  RoleNotFound(
      "There is neither a built-in role nor a CustomRole of that name.",
      "Create the CustomRole, or correct role."),
  ConnectorNotFound(
      "There is no StorageConnector of that name in this namespace.",
      "Create it, or correct storageConnectorRef."),
  ConnectorNotReady(
      "The StorageConnector is not ready, so the team is not made yet: its bucket could never be changed.",
      "Look at its conditions."),
  RegistryNotFound(
      "The server has no registry of that name.", "Create it in W&B, or correct registryRoles."),
  ProjectNotFound(
      "The server has no project of that name, or it is not visible.",
      "Create it in W&B, or correct target."),
  SecretNotFound(
      "A Secret that the spec names does not exist.", "Create it, or correct secretRef."),
  SecretKeyMissing(
      "The Secret does not have the key that the spec names, or the value is empty.",
      "Add the key, or correct secretRef."),
  SourceLabelMissing(
      "The Secret does not carry the label iam.wandb.com/source: \"true\".",
      "Set the label, if the Secret is meant to be read."),
  SecretConflict(
      "A Secret of that name exists and is not ours; it is never overwritten.",
      "Choose another name under spec.secret, or delete that Secret."),
  ConsentMissing(
      "A namespace of deliverTo does not accept key Secrets from this one.",
      "Have its owner annotate it with iam.wandb.com/accept-secrets-from."),
  NamespaceNotWatched(
      "The operator works in some namespaces only, and a namespace of deliverTo is none of them.",
      "Have it added to the operator's watchNamespaces, or leave it out."),
  // People.
  UserNotFound(
      "The server knows nobody of that name.",
      "Correct the address, or let the person sign up; then it goes on by itself."),
  Ambiguous(
      "Two people of the server match.", "Name the person by the other of email and username."),
  IdentityChanged(
      "The name or address now belongs to another person than the one bound in status; nothing is written.",
      "If that is meant, delete the resource and create it again."),
  Deactivated(
      "The account is deactivated on the server.",
      "Reactivate it in W&B, or take the person out of the resource."),
  LastAdmin(
      "The step would leave the team without an admin, or take the operator's own access away.",
      "Make somebody else an admin first."),
  PlanHeld(
      "The brake holds removals and demotions back.",
      "Compare the plan in status, then annotate iam.wandb.com/approve-plan with its hash."),
  Contested(
      "Somebody undid what the operator does twice in a short time; it stopped.",
      "Find who, or set managementPolicy to Observe; then annotate iam.wandb.com/reconcile."),
  UndeclaredMembers(
      "Members whom nobody declares are kept, because a membership of the team could not be resolved.",
      "Look for memberships of the team that are not ready."),
  PrivacyDiffers(
      "The team's privacy setting is not as spec.privacy expects, and no call sets it.",
      "Change it in the team's settings in W&B, or correct spec.privacy."),
  SomeFailed("Some of the people of the resource are not as declared.", "Look at status.users."),
  // Keys.
  ImportRequired(
      "The server shows a new account's first key to people only.",
      "Make one in W&B and name its Secret under spec.apiKey.importFrom."),
  KeyInvalid(
      "The imported value is no key, or is another account's.",
      "Put this account's key into the Secret."),
  KeyLost(
      "The Secret is gone, and the server does not show the key again.",
      "Make a key in W&B and name its Secret under spec.apiKey.importFrom."),
  KeyCreationDisabled(
      "The server does not let this account make keys.",
      "Have the setting changed, or import a new key before the old one goes."),
  OverlapEnforced(
      "maxOverlap ended while something that runs still held the old key; it was revoked.",
      "Restart what fails with 401."),
  // The server.
  Unauthorized(
      "The server refuses the credential.",
      "Put a valid key into the Secret; it is read again by itself."),
  Forbidden(
      "The credential is valid but may not do this.",
      "Use an organization service account's key, or allow admin calls by key on the server."),
  ScimNotRouted(
      "The address answers, but /scim does not reach the server.",
      "Set global.api.additionalPaths.scim in W&B's Helm chart, or route /scim in the ingress."),
  Unreachable("The server does not answer.", "Look at the message; it is tried again by itself."),
  Throttled("The server asks for patience.", "Wait; lower limits on the WandbServer if it stays."),
  Degraded(
      "Some of the server's answers are missing or contradict each other, so nothing is removed.",
      "Look at the message; it is tried again by itself."),
  ClockSkew(
      "This machine's time and the server's differ by more than five minutes; what depends on time waits.",
      "Set the clocks."),
  OrganizationChanged(
      "Another organization answers behind the address; there are no writes.",
      "Correct the url, or annotate iam.wandb.com/accept-organization with its id."),
  // Buckets.
  PreflightFailed("The bucket failed a check.", "Look at status.preflight.checks."),
  NotBound(
      "The server's bucketBindings are not set, so nobody tells it of the bucket.",
      "Set them on the WandbServer, or add the address to GORILLA_SUPPORTED_FILE_STORES."),
  RolloutPending(
      "The bucket is published, and the server has not been restarted since.",
      "Wait for the rollout, or restart the server."),
  RolloutFailed(
      "The server did not become healthy with the buckets as declared; the former value was restored.",
      "Look at the server's logs, correct the connector that was changed last, or delete it."),
  Unchecked("spec.preflight is Disabled: nobody looked at the bucket.", ""),
  ProviderNotAllowed(
      "The server makes no teams with buckets of this provider.",
      "Choose another provider, or ask the server's administrator."),
  BucketUnreachable(
      "The server cannot reach the bucket, and made no team.",
      "Look at the StorageConnector's checks; the server needs the bucket in its environment, and to be restarted since."),
  RolloutUnknown(
      "Nobody told the operator which workloads to watch.",
      "List them under bucketBindings.rollout on the WandbServer."),
  // The end.
  InUse(
      "Other resources depend on this one; it stays until they are gone.",
      "Delete them first, or set deletionPolicy to Orphan."),
  DeletionNotConfirmed(
      "Deleting the team waits for a confirmation.",
      "Annotate iam.wandb.com/confirm-delete with the team's name, or set deletionPolicy to Orphan."),
  DeletionBlocked(
      "What has to be done on the server before the resource may go failed.",
      "Look at the message; annotate iam.wandb.com/abandon: \"true\" to let go without it."),
  ServerRejected(
      "The server says that the request is wrong.",
      "Read the message, which holds the server's own words; correct the spec."),
  SeatLimit("No seat is left on the server.", "Free a seat, or have the licence extended."),
  SwitchedOff(
      "An administrator of the server switched off what is needed here.",
      "Read the message; ask the server's administrator."),
  Missing(
      "What stood for this resource was deleted on the server.",
      "Delete the resource and apply it again to make it anew."),
  Error(
      "Something failed that has no reason of its own; it is tried again.",
      "Look at the message and the operator's log.");

  private final String meaning;
  private final String remedy;

  Reason(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** What the word says, as a sentence. */
  public String meaning() {
    return meaning;
  }

  /** What the reader does about it, as a sentence; empty where there is nothing to do. */
  public Optional<String> remedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }
}

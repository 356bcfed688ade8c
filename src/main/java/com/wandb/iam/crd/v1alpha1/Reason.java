package com.wandb.iam.crd.v1alpha1;

import java.util.Optional;

/**
 * The reasons of conditions, each with its meaning and what to do. The table in the documentation
 * contains the same texts.
 */
public enum Reason {
  // Normal states.
  Valid("The spec is valid and allowed.", ""),
  Synced("The W&B server matches the spec.", ""),
  Ready("The resource is in its desired state.", ""),
  Ok("The W&B server answers.", ""),
  OrganizationAdmin("The credential has the permissions that the operator needs.", ""),
  OrganizationServiceAccount(
      "The credential belongs to an organization service account and has the"
          + " permissions that the operator needs.",
      ""),
  Active("Access is granted.", ""),
  Expired(
      "Access ended at expiresAt. The resource is kept.",
      "Delete the resource, or set a later expiresAt."),
  Passed("The bucket passed its checks.", ""),
  Published("The bucket is in the W&B server's environment.", ""),
  RolledOut("The W&B server was restarted after the bucket was published.", ""),
  // Waiting.
  NotYetReconciled(
      "The operator has not reconciled this resource yet.",
      "Wait. If the reason does not change, check whether the operator runs."),
  Pending("The operator is still working on the resource or waits for an event.", "Wait."),
  Suspended(
      "spec.suspend is true for this resource or its WandbServer. The operator"
          + " reads and writes nothing.",
      "Set suspend to false."),
  Observing(
      "managementPolicy is Observe. The operator writes nothing and shows the"
          + " planned changes in status.",
      "Set managementPolicy to Manage to apply the changes."),
  Drifted(
      "The W&B server differs from the spec. The operator writes nothing,"
          + " because managementPolicy is Observe.",
      "Review the plan in status. Set managementPolicy to Manage to apply it."),
  // Spec.
  Invalid(
      "The spec violates a rule or contains an unusable value. Nothing was changed.",
      "Read the message, which names the field, the rule and the fix."),
  Misread(
      "The stored object has a value that this version of the operator does not"
          + " understand. The operator does nothing for it.",
      "Apply the manifest again, or upgrade the operator."),
  NotSupported(
      "This version of the operator or of the W&B server does not support a declared field.",
      "Read the message, which names the field. Remove the field, or upgrade."),
  LicenceRequired(
      "The licence of the W&B server does not include a declared feature, or"
          + " spec.edition of the WandbServer excludes it.",
      "Remove the field, extend the licence, or correct spec.edition."),
  NotAllowed(
      "The WandbServer's tenants do not allow this request from this namespace.",
      "Ask the administrator of the WandbServer for a tenant entry that allows it."),
  Conflict(
      "Another resource owns the same object, or the object already exists on"
          + " the W&B server and adoptionPolicy is Never.",
      "Delete one of the two resources, or set adoptionPolicy to IfExists."),
  NameTaken(
      "The W&B server has an object of another kind with this name.",
      "Create a new resource with another name, because the name cannot be changed."),
  // References.
  ServerNotFound("The WandbServer does not exist.", "Create it, or correct serverRef."),
  DeploymentNotReady(
      "The WeightsAndBiases resource of the W&B server is not ready, or a"
          + " migration runs. The operator writes nothing to the W&B server until it"
          + " is ready.",
      "Check the status of that resource. Reconciliation resumes when it is ready."),
  ServerNotReady("The WandbServer is not ready.", "Check its conditions."),
  OtherOperator(
      "The WandbServer belongs to another operator in the cluster, or does not name its operator.",
      "Set spec.operatorNamespace of the WandbServer, or name another WandbServer in serverRef."),
  TeamNotFound(
      "The Team does not exist in this namespace, or the W&B server has no team with the name in"
          + " spec.target.entity.",
      "Create it, or correct teamRef or target."),
  TeamNotReady("The Team is not ready.", "Check its conditions."),
  RoleNotFound(
      "The name is neither a built-in role nor a CustomRole.",
      "Create the CustomRole, or correct role."),
  ConnectorNotFound(
      "The StorageConnector does not exist in this namespace.",
      "Create it, or correct storageConnectorRef."),
  ConnectorNotReady(
      "The StorageConnector is not ready. The team is not created yet, because"
          + " its bucket could not be changed later.",
      "Check its conditions."),
  RegistryNotFound(
      "The registry does not exist on the W&B server.",
      "Create it in the W&B App, or correct registryRoles."),
  ProjectNotFound(
      "The project does not exist on the W&B server, or is not visible.",
      "Create it in the W&B App, or correct target."),
  SecretNotFound(
      "A Secret or ConfigMap that the spec names does not exist, or does not contain the declared"
          + " CA bundle.",
      "Create it, or correct the reference."),
  SecretKeyMissing(
      "The Secret does not have the data key that the spec names, or its value is empty.",
      "Add the data key, or correct secretRef."),
  SourceLabelMissing(
      "The Secret lacks the label iam.wandb.com/source: \"true\".",
      "Set the label, if the operator may read the Secret."),
  SecretConflict(
      "A Secret with that name exists and is not managed by this resource. The"
          + " operator never overwrites it.",
      "Choose another name in spec.secret, or delete that Secret."),
  ConsentMissing(
      "A namespace in deliverTo does not accept key Secrets from this namespace.",
      "Ask its owner to annotate it with iam.wandb.com/accept-secrets-from, or remove it from"
          + " deliverTo."),
  NamespaceNotWatched(
      "The operator does not watch a namespace in deliverTo.",
      "Ask the operator's administrator to add it to watchNamespaces, or remove it."),
  // Users.
  UserNotFound(
      "The W&B server has no user with that email address or username.",
      "Correct the user, or ask the user to sign up. Reconciliation then resumes."),
  Ambiguous(
      "Two users of the W&B server match.",
      "Declare the user with username instead of email, or the reverse."),
  IdentityChanged(
      "The name or email address now belongs to another object or user than the"
          + " one in status. The operator writes nothing.",
      "If that is intended, delete the resource and create it again."),
  Deactivated(
      "The user's account is deactivated on the W&B server.",
      "Reactivate it in the W&B App, or remove the user from the resource."),
  LastAdmin(
      "A change would leave the team without an admin, or remove the operator's own access.",
      "Give another user the role Admin first."),
  PlanHeld(
      "Removals and demotions exceed the removal limit and wait for approval.",
      "Review the plan in status, then set the annotation iam.wandb.com/approve-plan to its hash."),
  Contested(
      "Another client reverted the same change twice in a short time. The"
          + " operator stopped retrying.",
      "Find that client, or set managementPolicy to Observe. Then set the"
          + " annotation iam.wandb.com/reconcile to a new value."),
  UndeclaredMembers(
      "Undeclared members are kept, because a TeamMembership of the team could not be resolved.",
      "Find the TeamMemberships of the team that are not ready."),
  PrivacyDiffers(
      "The team's privacy setting differs from spec.privacy. W&B has no API to change it.",
      "Change it in the team's settings in the W&B App, or correct spec.privacy."),
  SomeFailed("Some users of the resource do not match the spec.", "Check status.users."),
  // API keys.
  ImportRequired(
      "The W&B server shows the first API key of a new account only to users.",
      "Create a key in the W&B App, store it in a Secret, and name the Secret"
          + " in spec.apiKey.importFrom."),
  KeyInvalid(
      "The imported value is not an API key, or belongs to another account.",
      "Store an API key of this account in the Secret."),
  KeyLost(
      "The Secret was deleted, and the W&B server does not show the API key again.",
      "Create a key in the W&B App, store it in a Secret, and name the Secret"
          + " in spec.apiKey.importFrom."),
  KeyCreationDisabled(
      "The W&B server does not allow this account to create API keys.",
      "Change the setting on the W&B server, or import a new key before the old one is revoked."),
  OverlapEnforced(
      "maxOverlap has passed. The operator ends the previous API key, although running pods still"
          + " use it.",
      "Restart the pods that fail with 401."),
  // W&B server.
  Unauthorized(
      "The W&B server rejects the operator's credential.",
      "Store a valid API key in the Secret. The operator then reads it again."),
  Forbidden(
      "The credential is valid but does not allow this request.",
      "Use the API key of an organization service account, or allow admin"
          + " requests by API key on the W&B server."),
  ScimNotRouted(
      "spec.url answers, but requests to /scim do not reach the W&B server.",
      "Set global.api.additionalPaths.scim in W&B's Helm chart, or route /scim in the ingress."),
  Unreachable("The W&B server does not answer.", "Read the message. The operator retries."),
  Throttled(
      "The W&B server limits the rate of requests.",
      "Wait. If the reason does not change, lower spec.limits of the" + " WandbServer."),
  Degraded(
      "Some responses of the W&B server are missing or inconsistent. The operator removes nothing.",
      "Read the message. The operator retries."),
  ClockSkew(
      "The clocks of the operator and of the W&B server differ by more than"
          + " five minutes. Expiry and other timed actions wait.",
      "Synchronize the clocks."),
  OrganizationChanged(
      "Another W&B server answers at spec.url: another organization, a new installation, or one"
          + " restored from a backup. The operator stopped writing to it.",
      "Correct spec.url, or set the annotation"
          + " iam.wandb.com/accept-organization to the value in the message. All resources are then"
          + " searched by name."),
  // Buckets.
  PreflightFailed("The bucket failed a check.", "Check status.preflight.checks."),
  NotBound(
      "spec.bucketBindings of the WandbServer is not set, so the operator"
          + " cannot add the bucket to the W&B server's environment.",
      "Set it, or add the storage address to GORILLA_SUPPORTED_FILE_STORES."),
  RolloutPending(
      "The bucket is published, but the W&B server was not restarted since.",
      "Wait for the rollout, or restart the W&B server."),
  RolloutFailed(
      "The W&B server did not become healthy with the declared buckets. The"
          + " operator restored the former value.",
      "Check the logs of the W&B server. Correct or delete the StorageConnector"
          + " that was changed last."),
  Unchecked("spec.preflight is Disabled, so the bucket was not checked.", ""),
  ProviderNotAllowed(
      "The W&B server does not create teams with buckets of this provider.",
      "Choose another provider, or ask the administrator of the W&B server."),
  BucketUnreachable(
      "The W&B server cannot reach the bucket and did not create the team.",
      "Read status.preflight of the StorageConnector. The W&B server reaches a bucket after"
          + " GORILLA_SUPPORTED_FILE_STORES in its environment contains it and it was restarted."),
  RolloutUnknown(
      "The WandbServer does not declare which workloads the operator must watch.",
      "List them in spec.bucketBindings.rollout of the WandbServer."),
  // Deletion and errors.
  InUse(
      "Other resources depend on this one. It is deleted after them.",
      "Delete them first, or set deletionPolicy to Orphan."),
  DeletionNotConfirmed(
      "The deletion of the team waits for a confirmation.",
      "Set the annotation iam.wandb.com/confirm-delete to the team's name, or"
          + " set deletionPolicy to Orphan."),
  DeletionBlocked(
      "The cleanup on the W&B server failed. The resource is deleted after the cleanup.",
      "Read the message. To delete the resource without the cleanup, set the"
          + " annotation iam.wandb.com/abandon: \"true\"."),
  ServerRejected(
      "The W&B server rejected the request as invalid.",
      "Read the message, which contains the server's error. Correct the spec."),
  SeatLimit("The W&B server has no free seat.", "Free a seat, or extend the licence."),
  SwitchedOff(
      "An administrator of the W&B server disabled a feature that is required.",
      "Read the message, and ask the administrator of the W&B server."),
  Missing(
      "The object of this resource was deleted on the W&B server.",
      "To recreate it, delete the resource and apply it again."),
  Error(
      "An error occurred that has no specific reason. The operator retries.",
      "Read the message and the operator's log.");

  private final String meaning;
  private final String remedy;

  Reason(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** Returns the meaning as one or more sentences. */
  public String meaning() {
    return meaning;
  }

  /** Returns what to do, as one or more sentences; empty if there is nothing to do. */
  public Optional<String> remedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }
}

package com.wandb.iam.crd.v1alpha1;

import java.util.List;

/** The kinds of this API group. */
public final class IamKinds {
  /** All six kinds. */
  public static final List<Class<? extends IamResource<?, ?>>> ALL =
      List.of(
          WandbServer.class,
          CustomRole.class,
          Team.class,
          TeamMembership.class,
          WandbServiceAccount.class,
          StorageConnector.class);

  private IamKinds() {}
}

/**
 * The kind CustomRole: finding, adopting, creating, correcting and deleting the role. Memberships
 * declare which users have the role. Read {@link com.wandb.iam.role.CustomRoleReconciler} first.
 */
@NullMarked
package com.wandb.iam.role;

import org.jspecify.annotations.NullMarked;

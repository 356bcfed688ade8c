/**
 * The kind CustomRole: finding, adopting, creating, correcting and deleting the role. Who is
 * granted the role is declared by memberships and has no place here. Read {@link
 * com.wandb.iam.role.CustomRoleReconciler} first.
 */
@NullMarked
package com.wandb.iam.role;

import org.jspecify.annotations.NullMarked;

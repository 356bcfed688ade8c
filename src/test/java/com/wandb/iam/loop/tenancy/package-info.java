/** Permissions and limits: tenants, namespaces, several operators, RBAC. */
@NullMarked
package com.wandb.iam.loop.tenancy;

import org.jspecify.annotations.NullMarked;

/** Who may do what where: tenants, namespaces, several operators, rights. */
@NullMarked
package com.wandb.iam.loop.tenancy;

import org.jspecify.annotations.NullMarked;

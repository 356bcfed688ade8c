/**
 * Permissions of namespaces on a server: its tenants, and the requests that are checked against
 * them. Uses {@code access} and the JDK only. {@link com.wandb.iam.access.tenancy.Tenancy} returns
 * the violation, if there is one.
 */
@NullMarked
package com.wandb.iam.access.tenancy;

import org.jspecify.annotations.NullMarked;

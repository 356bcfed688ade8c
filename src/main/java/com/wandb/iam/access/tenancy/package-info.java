/**
 * Which namespace may do what: the tenants of a server and the requests that are evaluated against
 * them. Uses {@code access} and the JDK alone. {@link com.wandb.iam.access.tenancy.Tenancy} returns
 * the violation, if there is one.
 */
@NullMarked
package com.wandb.iam.access.tenancy;

import org.jspecify.annotations.NullMarked;

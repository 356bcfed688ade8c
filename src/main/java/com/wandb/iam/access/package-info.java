/**
 * The permission model: roles, actions, rules and verdicts. It depends on the JDK only, without
 * {@code java.net} and {@code java.io}, reads no clock and performs no action. Therefore
 * reconcilers, admission and the command line reach the same verdict. {@code access.plan} plans
 * changes with it, {@code access.tenancy} checks tenants.
 */
@NullMarked
package com.wandb.iam.access;

import org.jspecify.annotations.NullMarked;

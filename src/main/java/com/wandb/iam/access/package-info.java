/**
 * The permission model: roles, actions, rules and their verdicts. Uses the JDK alone, without
 * {@code java.net} and {@code java.io}, reads no clock and performs nothing, so that reconcilers,
 * admission and command line reach the same verdict. Plans that follow from it are in {@code
 * access.plan}, tenants in {@code access.tenancy}.
 */
@NullMarked
package com.wandb.iam.access;

import org.jspecify.annotations.NullMarked;

/**
 * The permission model: roles, tenants, rules and their verdicts, and the plans that follow from
 * what is declared and what is observed. Pure: it uses the JDK alone, without {@code java.net} and
 * {@code java.io}, reads no clock and performs nothing, so that the loop, an admission check and a
 * command line reach the same verdict.
 */
@NullMarked
package com.wandb.iam.access;

import org.jspecify.annotations.NullMarked;

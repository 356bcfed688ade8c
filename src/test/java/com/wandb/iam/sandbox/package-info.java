/**
 * A double of the W&B Server for tests and for people who want to look at one: in memory, strict,
 * and over real HTTP.
 *
 * <p>It exists so that everything which talks to a server can be tried against the quirks of each
 * version, and against faults, without a server. It must not use the product's own code: a mistake
 * shared by both sides would stay unseen. It may use the JDK, Jackson, the GraphQL engine and
 * picocli.
 */
@NullMarked
package com.wandb.iam.sandbox;

import org.jspecify.annotations.NullMarked;

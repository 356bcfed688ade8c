/**
 * Double of the W&B server for tests and for manual use: in memory, strict, and over real HTTP.
 *
 * <p>With it, each part that calls a server can be tested with the behaviour of each version and
 * with faults, without a server. It must not use code of the product, because a mistake in shared
 * code would stay undetected. It may use the JDK, Jackson, the GraphQL engine and picocli.
 */
@NullMarked
package com.wandb.iam.sandbox;

import org.jspecify.annotations.NullMarked;

/**
 * The GraphQL API of the double of the W&amp;B Server, and who calls it. What is allowed is decided
 * in {@code sandbox.state}.
 */
@NullMarked
package com.wandb.iam.sandbox.graphql;

import org.jspecify.annotations.NullMarked;

/**
 * GraphQL API of the double of the W&amp;B server, and authentication. Package {@code
 * sandbox.state} decides on permissions.
 */
@NullMarked
package com.wandb.iam.sandbox.graphql;

import org.jspecify.annotations.NullMarked;

/**
 * Data of the double of the W&amp;B server: accounts, teams, projects, roles and keys, with the
 * rules of each version. No HTTP here; see {@code sandbox.scim} and {@code sandbox.graphql}.
 */
@NullMarked
package com.wandb.iam.sandbox.state;

import org.jspecify.annotations.NullMarked;

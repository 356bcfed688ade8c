/**
 * The W&amp;B API over SCIM and GraphQL: documents, queries and deviations of each server version.
 * Returns values of {@code wandb} or throws its errors. {@code wandb.transport} sends the requests.
 */
@NullMarked
package com.wandb.iam.wandb.http;

import org.jspecify.annotations.NullMarked;

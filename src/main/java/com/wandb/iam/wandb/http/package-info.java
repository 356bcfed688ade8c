/**
 * The W&amp;B API over SCIM and GraphQL: the documents, queries and quirks of each server version.
 * Answers leave as values of {@code wandb} or as one of its errors. Requests are sent by {@code
 * wandb.transport}.
 */
@NullMarked
package com.wandb.iam.wandb.http;

import org.jspecify.annotations.NullMarked;

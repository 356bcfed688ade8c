/**
 * The wire: the only code that knows URLs, SCIM, GraphQL, JSON, status codes, time-outs and limits.
 * What a server answers leaves here as values of {@code wandb} or as one of its errors. Uses the
 * JDK's HTTP client and Jackson, a token bucket and a circuit breaker.
 */
@NullMarked
package com.wandb.iam.wandb.http;

import org.jspecify.annotations.NullMarked;

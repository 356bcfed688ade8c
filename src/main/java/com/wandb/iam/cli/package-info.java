/**
 * Commands for a pipeline or a person, without a cluster: they say beforehand what the operator
 * would say. May use whatever they need.
 */
@NullMarked
package com.wandb.iam.cli;

import org.jspecify.annotations.NullMarked;

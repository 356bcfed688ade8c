/** Teams and their memberships. */
@NullMarked
package com.wandb.iam.loop.team;

import org.jspecify.annotations.NullMarked;

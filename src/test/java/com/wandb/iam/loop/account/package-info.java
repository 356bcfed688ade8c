/** Service accounts and their keys. */
@NullMarked
package com.wandb.iam.loop.account;

import org.jspecify.annotations.NullMarked;

package com.wandb.iam.loop.crash;

import com.wandb.iam.sandbox.SandboxWorld;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Operations of users on a service account, on its Secret, and in the W&B App. */
enum KeyOperation {
  ROTATE {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.order("rotate", token(random));
    }
  },
  REVOKE_NOW {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.order("revoke-now", token(random));
    }
  },
  MOVE {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.movesTo(random.nextBoolean() ? "-here" : "-there");
      testAccount.apply();
    }
  },
  DELIVER {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.deliversElsewhere(true);
      testAccount.apply();
    }
  },
  WITHDRAW {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.deliversElsewhere(false);
      testAccount.apply();
    }
  },
  CHANGE_SPEC {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.writesNetrc(random.nextBoolean());
      testAccount.overlapsShortly(random.nextBoolean());
      testAccount.apply();
    }
  },
  EDIT_SECRET {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.editSecret(EDITS[random.nextInt(EDITS.length)]);
    }
  },
  PUT_BACK_SECRET {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      Optional<Secret> before = testAccount.now().secret();
      testAccount.becomes(
          observed -> !observed.secret().equals(before), TestServiceAccount.SHORTLY);
      before.ifPresent(testAccount::putBack);
    }
  },
  DELETE_SECRET {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.deleteSecret();
    }
  },
  /** Revokes a leaked key in the W&B App and requests a new one. */
  REVOKE_IN_APP {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.now().current().ifPresent(testAccount.site().world()::revokeSecret);
      testAccount.order("revoke-now", token(random));
    }
  },
  REVOKE_PREVIOUS_IN_APP {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.now().previous().ifPresent(testAccount::endInApp);
    }
  },
  DELETE_ACCOUNT_IN_APP {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      SandboxWorld world = testAccount.site().world();
      world.idOf(testAccount.name()).ifPresent(world::deleteUser);
    }
  },
  DELETE {
    @Override
    void on(TestServiceAccount testAccount, RandomGenerator random) {
      testAccount.delete();
    }
  };

  private static final String[] EDITS = {
    "{\"stringData\":{\"WANDB_API_KEY\":\"by hand\"}}",
    "{\"stringData\":{\"WANDB_ENTITY\":\"by hand\"}}",
    "{\"data\":null}",
    "{\"metadata\":{\"annotations\":{\"iam.wandb.com/key-fingerprint\":null}}}",
    "{\"metadata\":{\"annotations\":{\"iam.wandb.com/key-sequence\":\"99\"}}}",
    "{\"metadata\":{\"annotations\":{\"iam.wandb.com/key-id\":\"QXBpS2V5OjE=\"}}}",
    "{\"immutable\":true}"
  };

  /**
   * Executes the operation. Skips steps that are already done or no longer possible.
   *
   * @param random source of random choices
   */
  abstract void on(TestServiceAccount testAccount, RandomGenerator random);

  private static String token(RandomGenerator random) {
    return "at-" + Long.toHexString(random.nextLong());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.BucketCheckName.Cors;
import static com.wandb.iam.storage.check.BucketCheckName.Encryption;

import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.store.BucketEncryption;
import com.wandb.iam.storage.store.CorsRule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Comparison of the properties of a bucket with those that W&amp;B needs. Pure. */
final class BucketProperties {
  private BucketProperties() {}

  /**
   * Compares the default encryption with the declared key.
   *
   * @param wanted the declared key; null if none is declared
   * @param found the default encryption of the bucket, if it has one
   */
  static BucketCheckResult encryption(
      BucketLocation location, @Nullable String wanted, Optional<BucketEncryption> found) {
    if (wanted == null) {
      return found.isPresent()
          ? BucketCheckResult.passed(Encryption)
          : BucketCheckResult.passed(Encryption, "the bucket has no default encryption");
    }
    if (found.filter(one -> one.uses(wanted)).isPresent()) {
      return BucketCheckResult.passed(Encryption);
    }
    if (found.filter(one -> one.keyId() == null).isPresent()
        && location.provider() == BucketProvider.AZURE) {
      return BucketCheckResult.unknown(
          Encryption, "the container uses its account's key, and which that is the key cannot see");
    }
    boolean alias =
        BucketEncryption.isAlias(wanted)
            || found.map(BucketEncryption::keyId).filter(BucketEncryption::isAlias).isPresent();
    return alias
        ? BucketCheckResult.unknown(
            Encryption, "a key by an alias cannot be compared: name the key itself in kmsKeyId")
        : BucketCheckResult.failed(
            Encryption,
            "the bucket does not encrypt with the key of spec.kmsKeyId: set it as the bucket's"
                + " default encryption, or correct kmsKeyId");
  }

  /** Compares the CORS rules with the requests of W&amp;B. */
  static BucketCheckResult cors(BucketLocation location, List<CorsRule> rules) {
    var closest = rules.stream().map(CorsRule::lacks).min(Comparator.comparing(List::size));
    if (closest.filter(List::isEmpty).isPresent()) {
      return BucketCheckResult.passed(Cors);
    }
    var message =
        closest
            .map(
                lacking ->
                    "no rule of the bucket allows all that W&B needs; the closest lacks "
                        + String.join(", ", lacking)
                        + ": add the rule of the remedy to them (applied as it is, it takes their"
                        + " place)")
            .orElse("the bucket has no CORS rules, so browsers cannot use it: apply the remedy");
    return BucketCheckResult.failed(Cors, message, Remedies.cors(location.provider()));
  }
}

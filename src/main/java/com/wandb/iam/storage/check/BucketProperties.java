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

/** Comparison of the properties of a bucket with those that W&amp;B needs. Sends no request. */
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
          : BucketCheckResult.passed(Encryption, "The bucket has no default encryption.");
    }
    if (found.filter(one -> one.uses(wanted)).isPresent()) {
      return BucketCheckResult.passed(Encryption);
    }
    if (found.filter(one -> one.keyId() == null).isPresent()
        && location.provider() == BucketProvider.AZURE) {
      return BucketCheckResult.unknown(
          Encryption,
          "The container uses the encryption key of its account. The access key cannot read which"
              + " key that is.");
    }
    boolean alias =
        BucketEncryption.isAlias(wanted)
            || found.map(BucketEncryption::keyId).filter(BucketEncryption::isAlias).isPresent();
    return alias
        ? BucketCheckResult.unknown(
            Encryption, "A key alias cannot be compared. Set spec.kmsKeyId to the id of the key.")
        : BucketCheckResult.failed(
            Encryption,
            "The bucket does not encrypt with the key in spec.kmsKeyId. Set this key as the default"
                + " encryption of the bucket, or correct spec.kmsKeyId.");
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
                    "No CORS rule of the bucket allows everything that W&B needs. The closest rule"
                        + " lacks "
                        + String.join(", ", lacking)
                        + ". Add the rule in the remedy to the existing rules. If you apply the"
                        + " remedy as it is, it replaces them.")
            .orElse("The bucket has no CORS rules, so browsers cannot use it. Apply the remedy.");
    return BucketCheckResult.failed(Cors, message, Remedies.cors(location.provider()));
  }
}

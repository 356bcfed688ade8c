package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to members whom nobody declared, and how fast. */
@ValidationRule(
    value =
        "!has(self.maxRemovals) || (type(self.maxRemovals) == int ? self.maxRemovals >= 0 && self.maxRemovals <= 100000 : string(self.maxRemovals).matches('^(100|[1-9]?[0-9])%$'))",
    message =
        "maxRemovals is a number of people, such as 5, or a percentage from 0% to 100%, such as 25%",
    fieldPath = ".maxRemovals")
@SchemaCustomizer(value = SchemaDetails.class, input = "ignore set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MembershipSettings(
    @Default("Additive")
        @JsonPropertyDescription(
            "Additive: only what is declared is added or changed. Authoritative: people whom nobody declared are removed.")
        MembershipMode mode,
    @Default("2")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription(
            "Fewer admins are a warning in status. None is never let happen, whatever this says.")
        @Nullable Integer minimumAdmins,
    @Default("\"50%\"")
        @JsonPropertyDescription(
            "The brake: removals and demotions of one hour, whatever their cause, beyond this wait for the annotation iam.wandb.com/approve-plan. A number, or a percentage of the members; at least one is always let through.")
        @Nullable IntOrString maxRemovals,
    @Size(max = 100)
        @JsonPropertyDescription(
            "E-mail addresses or usernames that are never touched (globs: * and ?).")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = Formats.EMAIL_MAX) String> ignore) {
  static final MembershipSettings DEFAULT =
      new MembershipSettings(MembershipMode.Additive, 2, new IntOrString("50%"), List.of());

  public MembershipSettings {
    mode = Given.or(mode, MembershipMode.Additive);
    minimumAdmins = Given.or(minimumAdmins, 2);
    maxRemovals = Given.or(maxRemovals, new IntOrString("50%"));
    ignore = Given.list(ignore);
  }
}

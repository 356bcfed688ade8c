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

/** How undeclared members are treated, and the removal limit. */
@ValidationRule(
    value =
        "!has(self.maxRemovals) || (type(self.maxRemovals) == int ?"
            + " self.maxRemovals >= 0 && self.maxRemovals <= 100000 :"
            + " string(self.maxRemovals).matches('^(100|[1-9]?[0-9])%$'))",
    message =
        "maxRemovals must be a number of users, such as 5, or a percentage from"
            + " 0% to 100%, such as 25%",
    fieldPath = ".maxRemovals")
@SchemaCustomizer(value = SchemaDetails.class, input = "ignore set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MembershipSettings(
    @Default("Additive")
        @JsonPropertyDescription(
            "How undeclared members are treated. Additive keeps them. Authoritative removes them.")
        MembershipMode mode,
    @Default("2")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription(
            "Minimum number of admins. Fewer cause a warning in status. The operator"
                + " never removes the last admin.")
        @Nullable Integer minimumAdmins,
    @Default("\"50%\"")
        @JsonPropertyDescription(
            "Removal limit: the number of removals and demotions within one hour that"
                + " need no approval, as a number or as a percentage of the members."
                + " Further ones wait for the annotation iam.wandb.com/approve-plan. At"
                + " least one is always allowed.")
        @Nullable IntOrString maxRemovals,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Email addresses or usernames of users whom the operator never changes."
                + " Globs with * and ? are allowed.")
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

package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The names of the Secret's data keys. The defaults are the environment variables of the W&amp;B
 * SDK.
 */
@ValidationRule(
    value =
        "[self.apiKey, self.previousApiKey, self.baseUrl, self.entity,"
            + " self.project, self.username, self.userEmail].all(x, [self.apiKey,"
            + " self.previousApiKey, self.baseUrl, self.entity, self.project,"
            + " self.username, self.userEmail].exists_one(y, x == y))",
    message = "two data keys of the Secret have the same name: choose different names")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyNames(
    @Default("WANDB_API_KEY")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Data key of the current API key.")
        String apiKey,
    @Default("WANDB_API_KEY_PREVIOUS")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Data key of the previous API key, while both are valid.")
        String previousApiKey,
    @Default("WANDB_BASE_URL")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Data key of the URL of the W&B server.")
        String baseUrl,
    @Default("WANDB_ENTITY")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Data key of the team for runs.")
        String entity,
    @Default("WANDB_PROJECT")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Data key of the project for runs, if target sets one.")
        String project,
    @Default("WANDB_USERNAME")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
            "Data key of the user to whom runs are attributed, if attribution sets a username.")
        String username,
    @Default("WANDB_USER_EMAIL")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
            "Data key of the user to whom runs are attributed, if attribution sets an"
                + " email address.")
        String userEmail) {
  static final SecretKeyNames DEFAULT =
      new SecretKeyNames(
          "WANDB_API_KEY",
          "WANDB_API_KEY_PREVIOUS",
          "WANDB_BASE_URL",
          "WANDB_ENTITY",
          "WANDB_PROJECT",
          "WANDB_USERNAME",
          "WANDB_USER_EMAIL");

  public SecretKeyNames {
    apiKey = Given.or(apiKey, "WANDB_API_KEY");
    previousApiKey = Given.or(previousApiKey, "WANDB_API_KEY_PREVIOUS");
    baseUrl = Given.or(baseUrl, "WANDB_BASE_URL");
    entity = Given.or(entity, "WANDB_ENTITY");
    project = Given.or(project, "WANDB_PROJECT");
    username = Given.or(username, "WANDB_USERNAME");
    userEmail = Given.or(userEmail, "WANDB_USER_EMAIL");
  }
}

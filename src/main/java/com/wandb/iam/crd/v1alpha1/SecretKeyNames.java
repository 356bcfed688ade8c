package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Names of the keys in the Secret. The defaults are what W&amp;B's SDK reads from the environment.
 */
@ValidationRule(
    value =
        "[self.apiKey, self.previousApiKey, self.baseUrl, self.entity, self.project, self.username, self.userEmail].all(x, [self.apiKey, self.previousApiKey, self.baseUrl, self.entity, self.project, self.username, self.userEmail].exists_one(y, x == y))",
    message = "two entries of the Secret have the same name: give each a name of its own")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyNames(
    @Default("WANDB_API_KEY")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("The key that is valid now.")
        String apiKey,
    @Default("WANDB_API_KEY_PREVIOUS")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("The key before, while both work.")
        String previousApiKey,
    @Default("WANDB_BASE_URL")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Address of the server.")
        String baseUrl,
    @Default("WANDB_ENTITY")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Team that runs go to.")
        String entity,
    @Default("WANDB_PROJECT")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription("Project that runs go to, where target names one.")
        String project,
    @Default("WANDB_USERNAME")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
            "Person as whose work runs count, where attribution names a username.")
        String username,
    @Default("WANDB_USER_EMAIL")
        @Pattern(Formats.VARIABLE)
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
            "Person as whose work runs count, where attribution names an e-mail address.")
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

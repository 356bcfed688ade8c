package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An intent to create an API key. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PendingKey(
    @Required
        @Size(max = Formats.TEXT_MAX)
        @JsonPropertyDescription("Description of the key on the W&B server.")
        String description,
    @Size(max = Formats.HANDLED_MAX)
        @JsonPropertyDescription("Action annotations that this key executes, as in handled.")
        Map<String, @Size(max = Formats.TEXT_MAX) String> orders,
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Id of the key on the W&B server, after it was created.")
        @Nullable String id) {
  public PendingKey {
    orders = Given.map(orders);
  }

  /** Returns this intent with the id of the created key. */
  public PendingKey withId(@Nullable String made) {
    return new PendingKey(description, orders, made);
  }
}

package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key that was about to be made. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PendingKey(
    @Required
        @Size(max = Formats.TEXT_MAX)
        @JsonPropertyDescription("Its description on the server.")
        String description,
    @Size(max = Formats.HANDLED_MAX)
        @JsonPropertyDescription("The orders by annotation that it carries out, as in handled.")
        Map<String, @Size(max = Formats.TEXT_MAX) String> orders,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Its id on the server, once it is made.")
        @Nullable String id) {
  public PendingKey {
    orders = Given.map(orders);
  }

  /** The same, made. */
  public PendingKey withId(@Nullable String made) {
    return new PendingKey(description, orders, made);
  }
}

package com.wandb.iam.sandbox.graphql;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireAnswer;
import com.wandb.iam.sandbox.wire.WireRequest;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** GraphQL endpoint: reads the envelope, executes the document, and selects the status. */
public final class GraphQlApi {
  /**
   * A parsed request, with the data that faults and journal need before its execution.
   *
   * @param operations {@code graphql.field} for each top field
   */
  public record Prepared(
      String query,
      String operationName,
      Map<String, Object> variables,
      List<String> operations,
      boolean isWrite) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final WorldState state;

  public GraphQlApi(WorldState state) {
    this.state = state;
  }

  /** Parses the envelope. Refuses requests that are not GraphQL. */
  public static Prepared prepare(WireRequest request) {
    String type =
        request.header("content-type").orElse("").split(";")[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals("application/json")) {
      throw Refusal.invalid("the content type must be application/json");
    }
    JsonNode body;
    try {
      body = JSON.readTree(request.body());
    } catch (JacksonException notJson) {
      throw Refusal.invalid("the body is not JSON");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    if (!body.path("query").isTextual()) {
      throw Refusal.invalid("query is missing");
    }
    JsonNode variables = body.path("variables");
    if (!variables.isMissingNode() && !variables.isNull() && !variables.isObject()) {
      throw Refusal.invalid("variables must be an object");
    }
    Map<String, Object> values =
        variables.isObject() ? JSON.convertValue(variables, OBJECT) : Map.of();
    return describe(body.get("query").asText(), name(body.path("operationName")), values);
  }

  /** Treats an empty name as absent. */
  private static String name(JsonNode node) {
    return node.isTextual() ? node.asText() : "";
  }

  private static Prepared describe(
      String query, String operationName, Map<String, Object> variables) {
    Document document;
    try {
      document = Parser.parse(query);
    } catch (InvalidSyntaxException bad) {
      throw Refusal.invalid(Objects.requireNonNullElse(bad.getMessage(), "invalid syntax"));
    }
    List<String> operations = new ArrayList<>();
    boolean write = false;
    for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
      if (operationName.isEmpty() || operationName.equals(operation.getName())) {
        write |= operation.getOperation() == OperationDefinition.Operation.MUTATION;
        operation.getSelectionSet().getSelectionsOfType(Field.class).stream()
            .map(field -> "graphql." + field.getName())
            .filter(name -> !operations.contains(name))
            .forEach(operations::add);
      }
    }
    return new Prepared(query, operationName, variables, List.copyOf(operations), write);
  }

  public WireAnswer serve(Prepared prepared, WireRequest request) {
    try {
      return prepared.isWrite()
          ? state.writing(() -> run(prepared, request))
          : state.reading(() -> run(prepared, request));
    } catch (Refusal refusal) {
      return error(refusal.status(), refusal.text());
    }
  }

  private WireAnswer run(Prepared prepared, WireRequest request) {
    GraphQlCall call = new GraphQlCall(state, Caller.ofGraphQl(state, request), request);
    ExecutionInput.Builder input =
        ExecutionInput.newExecutionInput(prepared.query())
            .graphQLContext(Map.of(GraphQlCall.class, call))
            .variables(prepared.variables());
    if (!prepared.operationName().isEmpty()) {
      input.operationName(prepared.operationName());
    }
    ExecutionResult result = GraphQlSchema.ENGINE.execute(input.build());
    int status = result.isDataPresent() ? call.worst() : 400;
    if (status == 409) {
      return WireAnswer.of(409, "application/json", "{\"error\":\"resource already exists\"}");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    if (!result.getErrors().isEmpty()) {
      body.put("errors", result.getErrors().stream().map(GraphQlApi::error).toList());
    }
    if (result.isDataPresent()) {
      body.put("data", result.getData());
    }
    return WireAnswer.of(status, "application/json", text(body));
  }

  private static Map<String, Object> error(graphql.GraphQLError error) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("message", error.getMessage());
    if (error.getPath() != null) {
      json.put("path", error.getPath());
    }
    return json;
  }

  public static WireAnswer error(int status, String message) {
    return WireAnswer.of(
        status, "application/json", text(Map.of("errors", List.of(Map.of("message", message)))));
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JacksonException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

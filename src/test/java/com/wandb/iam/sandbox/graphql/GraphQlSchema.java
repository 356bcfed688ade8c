package com.wandb.iam.sandbox.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.wandb.iam.sandbox.state.Refusal;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.AsyncSerialExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.language.StringValue;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.GraphQLScalarType;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * GraphQL engine, built once for all sandboxes of a JVM, because the data of a server is in the
 * context of the call.
 */
public final class GraphQlSchema {
  public static final GraphQL ENGINE = build();

  private GraphQlSchema() {}

  private static GraphQL build() {
    RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
    wiring.scalar(scalar("JSONString", false)).scalar(scalar("Int64", true));
    GraphQlTypes.wire(wiring);
    GraphQlReads.wire(wiring);
    GraphQlWrites.wire(wiring);
    GraphQlRegistries.wire(wiring);
    var schema =
        new SchemaGenerator()
            .makeExecutableSchema(new SchemaParser().parse(text()), wiring.build());
    DataFetcherExceptionHandler refusals =
        parameters -> CompletableFuture.completedFuture(refused(parameters));
    return GraphQL.newGraphQL(schema)
        .queryExecutionStrategy(new AsyncExecutionStrategy(refusals))
        .mutationExecutionStrategy(new AsyncSerialExecutionStrategy(refusals))
        .build();
  }

  private static DataFetcherExceptionHandlerResult refused(
      graphql.execution.DataFetcherExceptionHandlerParameters parameters) {
    GraphQlCall call =
        parameters.getDataFetchingEnvironment().getGraphQlContext().get(GraphQlCall.class);
    Throwable cause = parameters.getException();
    String message = "internal error: " + cause;
    if (cause instanceof Refusal refusal) {
      call.met(refusal.status());
      message = refusal.text();
    } else {
      call.met(500);
    }
    GraphQLError error =
        GraphQLError.newError().message("%s", message).path(parameters.getPath()).build();
    return DataFetcherExceptionHandlerResult.newResult(error).build();
  }

  private static String text() {
    try (InputStream file = GraphQlSchema.class.getResourceAsStream("schema.graphqls")) {
      if (file == null) {
        throw new IllegalStateException("schema.graphqls is not on the class path");
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GraphQLScalarType scalar(String name, boolean number) {
    Coercing<Object, Object> coercing =
        new Coercing<>() {
          @Override
          public Object serialize(
              Object value, graphql.GraphQLContext context, java.util.Locale locale) {
            return number ? ((Number) value).longValue() : value.toString();
          }

          @Override
          public Object parseValue(
              Object input, graphql.GraphQLContext context, java.util.Locale locale) {
            return input;
          }

          @Override
          public Object parseLiteral(
              graphql.language.Value<?> input,
              graphql.execution.CoercedVariables variables,
              graphql.GraphQLContext context,
              java.util.Locale locale) {
            if (input instanceof StringValue text) {
              return text.getValue();
            }
            throw new CoercingParseLiteralException(name + " is text");
          }
        };
    return GraphQLScalarType.newScalar().name(name).coercing(coercing).build();
  }
}

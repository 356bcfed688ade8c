package com.wandb.iam.sandbox;

import com.wandb.iam.sandbox.graphql.Caller;
import com.wandb.iam.sandbox.graphql.GraphQlApi;
import com.wandb.iam.sandbox.scim.ScimApi;
import com.wandb.iam.sandbox.scim.ScimRoute;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireAnswer;
import com.wandb.iam.sandbox.wire.WireConnection;
import com.wandb.iam.sandbox.wire.WireRequest;
import com.wandb.iam.sandbox.wire.WireServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Handles each request: waits for the latency, applies a fault, executes the request, and writes
 * the journal.
 */
final class Reception implements WireServer.Service {
  /** A request with a known route. */
  private record Routed(List<String> operations, boolean isWrite, Supplier<WireAnswer> work) {}

  private final Sandbox sandbox;
  private final WorldState state;
  private final ScimApi scim;
  private final GraphQlApi graphQl;
  private final ControlEndpoint control;

  Reception(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.state = sandbox.state();
    this.scim = new ScimApi(state);
    this.graphQl = new GraphQlApi(state);
    this.control = new ControlEndpoint(sandbox);
  }

  @Override
  public void serve(WireRequest request, WireConnection connection) throws IOException {
    if (request.path().startsWith("/_sandbox")) {
      connection.answer(control.serve(request), state.now());
      return;
    }
    long sequence = sandbox.journal().next();
    Instant at = state.now();
    think();
    Routed routed = route(request);
    Optional<String> caller = caller(request);
    Optional<SandboxFault> fault = sandbox.faults().strike(routed.operations(), caller);
    Optional<WireAnswer> instead = fault.flatMap(Reception::instead);
    boolean cutBefore = fault.filter(f -> f instanceof SandboxFault.DropBefore).isPresent();
    boolean cutAfter = fault.filter(f -> f instanceof SandboxFault.DropAfter).isPresent();
    WireAnswer answer =
        cutBefore ? WireAnswer.empty(0) : instead.orElseGet(() -> safely(routed.work()));
    String path =
        request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
    sandbox
        .journal()
        .add(
            new SandboxJournal.Entry(
                sequence,
                at,
                request.method(),
                path,
                routed.operations(),
                routed.isWrite(),
                caller,
                request.header("User-Agent").orElse(""),
                cutBefore || cutAfter ? 0 : answer.status(),
                SandboxJournal.redact(request.text()),
                fault.map(Object::toString),
                request.header("X-Request-Id")));
    if (cutBefore || cutAfter) {
      connection.drop();
    } else if (fault.filter(f -> f instanceof SandboxFault.Stall).isPresent()) {
      connection.stall(answer, state.now());
    } else {
      connection.answer(fault.map(f -> ListCut.apply(f, answer)).orElse(answer), state.now());
    }
  }

  private void think() throws IOException {
    try {
      // Plays a server that takes this long for each answer.
      Thread.sleep(sandbox.options().latency().draw());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static WireAnswer safely(Supplier<WireAnswer> work) {
    try {
      return work.get();
    } catch (RuntimeException bug) {
      return WireAnswer.of(500, "text/plain", "the sandbox itself failed: " + bug);
    }
  }

  private static Optional<WireAnswer> instead(SandboxFault fault) {
    return switch (fault) {
      case SandboxFault.Status(int status) ->
          Optional.of(WireAnswer.of(status, "text/plain", "fault " + status));
      case SandboxFault.Throttle(var retryAfter) ->
          Optional.of(
              WireAnswer.of(429, "text/plain", "too many requests")
                  .with("Retry-After", String.valueOf(retryAfter.toSeconds())));
      case SandboxFault.Page() -> Optional.of(WireAnswer.page(200));
      case SandboxFault.Denial(var message) -> Optional.of(GraphQlApi.error(200, message));
      case SandboxFault.DropBefore(), SandboxFault.DropAfter(), SandboxFault.Stall() ->
          Optional.empty();
      case SandboxFault.TruncatedList(), SandboxFault.ShrunkenList() -> Optional.empty();
    };
  }

  private Optional<String> caller(WireRequest request) {
    return state.reading(() -> Caller.behind(state, request).map(account -> account.username));
  }

  private Routed route(WireRequest request) {
    Optional<ScimRoute> route = ScimRoute.of(request);
    if (route.isPresent()) {
      return new Routed(
          List.of(route.get().operation()),
          route.get().isWrite(),
          () -> scim(route.get(), request));
    }
    if (request.path().equals("/graphql")) {
      return graphQl(request);
    }
    boolean page = request.method().equals("GET");
    return new Routed(
        List.of("web.page"), false, () -> page ? WireAnswer.page(200) : WireAnswer.page(405));
  }

  private WireAnswer scim(ScimRoute route, WireRequest request) {
    if (state.isOn(SandboxSwitch.SCIM_NOT_ROUTED_PAGE)) {
      return WireAnswer.page(200);
    }
    if (state.isOn(SandboxSwitch.SCIM_NOT_ROUTED_404)) {
      return WireAnswer.of(404, "text/plain; charset=utf-8", "404 page not found\n");
    }
    try {
      state.reading(() -> Caller.ofScim(state, request));
    } catch (Refusal refusal) {
      WireAnswer refused = ScimApi.error(refusal.status(), refusal.text());
      return refusal.status() == 401
          ? refused.with("WWW-Authenticate", "Basic realm=\"wandb\"")
          : refused;
    }
    return scim.serve(route, request);
  }

  private Routed graphQl(WireRequest request) {
    if (!request.method().equals("POST")) {
      return new Routed(
          List.of("graphql.invalid"), false, () -> GraphQlApi.error(405, "POST is expected"));
    }
    try {
      GraphQlApi.Prepared prepared = GraphQlApi.prepare(request);
      return new Routed(
          prepared.operations(), prepared.isWrite(), () -> graphQl.serve(prepared, request));
    } catch (Refusal refusal) {
      return new Routed(
          List.of("graphql.invalid"),
          false,
          () -> GraphQlApi.error(refusal.status(), refusal.text()));
    }
  }
}

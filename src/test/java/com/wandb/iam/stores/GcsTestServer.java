package com.wandb.iam.stores;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A store with Google's JSON API for buckets and objects, but without CORS, permissions and tokens.
 * A small service beside it issues tokens for requests that the account's key signed.
 */
public final class GcsTestServer implements AutoCloseable {
  private static final SharedStore<GcsTestServer> SHARED = new SharedStore<>(GcsTestServer::start);
  private static final String PROGRAM = "fake-gcs-server";
  private static final String PACKAGE = "github.com/fsouza/fake-gcs-server";
  private static final String EMAIL = "store@project.iam.gserviceaccount.com";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StoreProcess process;
  private final GoogleTokens tokens;
  private final HttpClient http = HttpClient.newHttpClient();

  private GcsTestServer(StoreProcess process, GoogleTokens tokens) {
    this.process = process;
    this.tokens = tokens;
  }

  /** Returns the server that all tests of this JVM share. Tests are separated by bucket names. */
  public static GcsTestServer shared() {
    return SHARED.get();
  }

  private static GcsTestServer start() {
    var program = StorePrograms.provide(PROGRAM, PACKAGE);
    var process =
        StoreProcess.start(
            PROGRAM,
            Map.of(),
            (port, folder) ->
                List.of(
                    program.toString(),
                    "-scheme=http",
                    "-host=127.0.0.1",
                    "-port=" + port,
                    "-backend=memory",
                    "-location=EUROPE-WEST1",
                    "-public-host=127.0.0.1:" + port,
                    "-external-url=http://127.0.0.1:" + port,
                    "-log-level=error"));
    return new GcsTestServer(process, GoogleTokens.start(EMAIL));
  }

  /** Returns the base URL of the storage service. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + process.port() + "/");
  }

  /** Returns the URL that exchanges a key for a token. */
  public URI tokenEndpoint() {
    return tokens.endpoint();
  }

  public String serviceAccountEmail() {
    return EMAIL;
  }

  /** Returns the key in PEM form. */
  public String privateKey() {
    return tokens.privateKey();
  }

  /** Creates a bucket of that name, and returns the name. */
  public String createBucket(String name) {
    send("POST", "storage/v1/b?project=project", "{\"name\": \"" + name + "\"}");
    return name;
  }

  /** Creates a bucket with versioning, and returns its name. */
  public String createVersionedBucket(String name) {
    send(
        "POST",
        "storage/v1/b?project=project",
        "{\"name\": \"" + name + "\", \"versioning\": {\"enabled\": true}}");
    return name;
  }

  /** Returns the names of all objects, including older versions. */
  public Set<String> objects(String bucket) {
    try {
      var names = new TreeSet<String>();
      JSON.readTree(send("GET", "storage/v1/b/" + bucket + "/o?versions=true", ""))
          .path("items")
          .forEach(one -> names.add(one.path("name").asText()));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON", e);
    }
  }

  private String send(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(endpoint().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
    tokens.close();
    process.close();
  }
}

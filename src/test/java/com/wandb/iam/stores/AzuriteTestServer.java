package com.wandb.iam.stores;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobCorsRule;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Microsoft's emulator of Azure blob storage. */
public final class AzuriteTestServer implements AutoCloseable {
  private static final SharedStore<AzuriteTestServer> SHARED =
      new SharedStore<>(AzuriteTestServer::start);
  private static final String ACCOUNT = "wandbtest";

  /** Its base64 contains + and /, which have a meaning in a URL. */
  private static final String ACCOUNT_KEY =
      Base64.getEncoder()
          .encodeToString("a key >>> ??? of some length ~~~".getBytes(StandardCharsets.US_ASCII));

  private final StoreProcess process;
  private final BlobServiceClient client;

  private AzuriteTestServer(StoreProcess process) {
    this.process = process;
    this.client =
        new BlobServiceClientBuilder()
            .httpClient(new JdkHttpClientBuilder().build())
            .endpoint(endpointPattern().replace("{account}", ACCOUNT))
            .credential(new StorageSharedKeyCredential(ACCOUNT, ACCOUNT_KEY))
            .buildClient();
  }

  /**
   * Returns the server that all tests of this JVM share. Tests are separated by container names.
   * Without npm the calling test is skipped.
   */
  public static AzuriteTestServer shared() {
    AzuriteProgram.forTests();
    return SHARED.get();
  }

  private static AzuriteTestServer start() {
    var script = AzuriteProgram.forTests();
    return new AzuriteTestServer(
        StoreProcess.start(
            "azurite",
            Map.of("AZURITE_ACCOUNTS", ACCOUNT + ":" + ACCOUNT_KEY),
            (port, folder) -> {
              var command = new ArrayList<>(List.of("node", script.toString(), "--silent"));
              command.addAll(List.of("--blobHost", "127.0.0.1", "--blobPort", port + ""));
              command.addAll(List.of("--location", folder.toString()));
              command.addAll(List.of("--disableTelemetry", "--skipApiVersionCheck"));
              return command;
            }));
  }

  /** Returns the base URL of an account's blobs, with the placeholder {@code {account}}. */
  public String endpointPattern() {
    return "http://127.0.0.1:" + process.port() + "/{account}";
  }

  public String account() {
    return ACCOUNT;
  }

  public String accountKey() {
    return ACCOUNT_KEY;
  }

  /** Creates a container of that name, and returns the name. */
  public String createContainer(String name) {
    client.createBlobContainer(name);
    return name;
  }

  /** Returns the names of all blobs. */
  public Set<String> blobs(String container) {
    return client.getBlobContainerClient(container).listBlobs().stream()
        .map(blob -> blob.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Sets the account's CORS rules.
   *
   * @param json the properties of a blob service, in the format of Azure's resource manager
   */
  public void putCors(String json) {
    try {
      var rules = new ArrayList<BlobCorsRule>();
      new ObjectMapper()
          .readTree(json)
          .required("properties")
          .required("cors")
          .required("corsRules")
          .forEach(one -> rules.add(rule(one)));
      client.setProperties(client.getProperties().setCors(rules));
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON", e);
    }
  }

  private static BlobCorsRule rule(JsonNode json) {
    return new BlobCorsRule()
        .setAllowedHeaders(texts(json, "allowedHeaders"))
        .setAllowedMethods(texts(json, "allowedMethods"))
        .setAllowedOrigins(texts(json, "allowedOrigins"))
        .setExposedHeaders(texts(json, "exposedHeaders"))
        .setMaxAgeInSeconds(json.path("maxAgeInSeconds").asInt());
  }

  private static String texts(JsonNode json, String name) {
    return StreamSupport.stream(json.path(name).spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    process.close();
  }
}

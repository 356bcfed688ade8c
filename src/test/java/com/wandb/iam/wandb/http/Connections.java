package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.transport.Fence;
import com.wandb.iam.wandb.transport.RequestObserver;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Clients for tests: without effective limits and with a short timeout. */
public final class Connections {
  public static final String SECRET = "local-0123456789abcdef0123456789abcdef01234567";
  public static final ApiKey KEY = ApiKey.of(SECRET);

  /** Long enough to connect on a busy machine: a call that cannot connect ends as another error. */
  static final Duration IMPATIENT = Duration.ofSeconds(1);

  private static final int MANY = 1_000;

  private Connections() {}

  public static WandbApi to(URI url) {
    return to(url, KEY, "");
  }

  public static WandbApi to(URI url, ApiKey key, String username) {
    return connector(HttpWandbConnector.LARGEST_PAGE, System::nanoTime)
        .connect("server", settings(url, key, username, null, Duration.ofSeconds(20)));
  }

  static WandbApi impatient(URI url) {
    return connector(HttpWandbConnector.LARGEST_PAGE, System::nanoTime)
        .connect("server", settings(url, KEY, "", null, IMPATIENT));
  }

  static WandbApi inPagesOf(int size, URI url) {
    return inPagesOf(size, url, KEY);
  }

  static WandbApi inPagesOf(int size, URI url, ApiKey key) {
    return connector(size, System::nanoTime)
        .connect("server", settings(url, key, "", null, Duration.ofSeconds(20)));
  }

  static WandbApi timedBy(LongSupplier nanoTime, URI url) {
    return connector(HttpWandbConnector.LARGEST_PAGE, nanoTime)
        .connect("server", settings(url, KEY, "", null, Duration.ofSeconds(20)));
  }

  static WandbApi trusting(String pem, URI url) {
    return connector(HttpWandbConnector.LARGEST_PAGE, System::nanoTime)
        .connect("server", settings(url, KEY, "", pem, Duration.ofSeconds(20)));
  }

  /** Returns a client with a fence. */
  static WandbApi fenced(URI url, Fence fence) {
    return new HttpWandbConnector(InstantSource.system(), "1.2.3", RequestObserver.NONE, fence)
        .connect("test", settings(url, KEY, "", null, Duration.ofSeconds(20)));
  }

  public static ConnectionSettings settings(
      URI url, ApiKey key, String username, @Nullable String pem, Duration timeout) {
    return new ConnectionSettings(url, key, username, pem, MANY, MANY, timeout);
  }

  private static HttpWandbConnector connector(int pageSize, LongSupplier nanoTime) {
    return new HttpWandbConnector(
        InstantSource.system(), "1.2.3", RequestObserver.NONE, Fence.OPEN, pageSize, nanoTime);
  }
}

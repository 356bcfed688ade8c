package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.RequestObserver;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * Program that calls a server with unlimited answers eight times in parallel, twice, and then a
 * normal server with many users. Prints the result of each call.
 */
final class SmallHeapClient {
  private static final int AT_ONCE = 8;

  private SmallHeapClient() {}

  public static void main(String[] args) {
    var outcomes = new ConcurrentLinkedQueue<String>();
    for (int round = 0; round < 2; round++) {
      try (var api = Connections.to(URI.create(args[0]));
          var threads = Executors.newFixedThreadPool(AT_ONCE)) {
        for (int i = 0; i < AT_ONCE; i++) {
          threads.submit(
              () -> {
                try {
                  outcomes.add("read " + api.users().list().size());
                } catch (WandbException expected) {
                  outcomes.add("refused " + expected.getMessage());
                } catch (Throwable other) {
                  outcomes.add("broken " + other);
                }
              });
        }
      }
    }
    outcomes.forEach(System.out::println);
    var settings =
        Connections.settings(
            URI.create(args[1]), ApiKey.of(args[2]), "", null, Duration.ofSeconds(20));
    try (var api =
        new HttpWandbConnector(InstantSource.system(), "1", RequestObserver.NONE)
            .connect("honest", settings)) {
      System.out.println("afterwards " + api.users().list().size());
    }
  }
}

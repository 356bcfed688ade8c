package com.wandb.iam.cluster;

import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryDownloader;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Prebuilt programs that kube-api-test can download in seconds, but without a controller manager.
 *
 * @param index the list that kube-api-test reads first; requested beforehand, because kube-api-test
 *     waits without limit if a firewall drops packets
 */
record EnvtestDownload(ToolCache cache, KubernetesVersion version, URI index)
    implements BinarySource {
  private static final URI INDEX =
      URI.create(
          "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml");
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(10);

  static EnvtestDownload of(ToolCache cache, KubernetesVersion version) {
    return new EnvtestDownload(cache, version, INDEX);
  }

  @Override
  public String description() {
    return "download by kube-api-test";
  }

  @Override
  public KubernetesBinaries find() throws NotAvailableException {
    probe();
    var target = cache.kubernetes(version.number());
    return cache.exclusively(
        () -> {
          var work = cache.newWorkFolder("download");
          try {
            var folder = download(work).toPath();
            for (var name : KubernetesBinaries.completeIn(folder).names()) {
              ToolCache.publish(folder.resolve(name), target.resolve(name));
            }
            return KubernetesBinaries.completeIn(target);
          } finally {
            WatchedProcess.removeDirectory(work);
          }
        });
  }

  private void probe() throws NotAvailableException {
    var request = HttpRequest.newBuilder(index).timeout(PROBE_LIMIT).build();
    try (var http = HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build()) {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new NotAvailableException(index.getHost() + " answered " + status);
      }
    } catch (IOException e) {
      throw new NotAvailableException("cannot reach " + index.getHost() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException("interrupted", e);
    }
  }

  private File download(Path work) throws NotAvailableException, IOException {
    var progress = new Progress("Downloading Kubernetes " + version.number() + " (only this once)");
    var result = new CompletableFuture<File>();
    // A daemon thread, because its reads have no timeout and must not keep the JVM alive.
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                var downloader = new BinaryDownloader(work.toString(), new OSInfo());
                result.complete(downloader.download(version.number()));
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    long deadline = System.nanoTime() + DOWNLOAD_LIMIT.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        try {
          return result.get(Progress.TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException unfinished) {
          progress.tick(() -> "");
        }
      }
      throw new NotAvailableException("not finished after " + DOWNLOAD_LIMIT.toMinutes() + " min");
    } catch (ExecutionException e) {
      var why = e.getCause() instanceof KubeAPITestException failed ? failed : e.getCause();
      throw new NotAvailableException("failed: " + why, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException("interrupted", e);
    }
  }
}

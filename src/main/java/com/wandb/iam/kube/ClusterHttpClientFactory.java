package com.wandb.iam.kube;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import okhttp3.OkHttpClient;

/**
 * Creates the HTTP clients for the cluster. OkHttp itself must not send a request again when its
 * connection ends: fabric8 does that, and then asks the interceptors again, among them {@link
 * LeaseFence}.
 */
public final class ClusterHttpClientFactory extends OkHttpClientFactory {
  @Override
  protected void additionalConfig(OkHttpClient.Builder builder) {
    builder.retryOnConnectionFailure(false);
  }
}

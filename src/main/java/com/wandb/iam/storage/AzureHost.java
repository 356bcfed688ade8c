package com.wandb.iam.storage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Host names of storage accounts in the clouds of Azure. */
final class AzureHost {
  private AzureHost() {}

  /**
   * Returns the host of an account's blobs. The name of the region determines the cloud. Defaults
   * to the public cloud.
   */
  static String of(String account, @Nullable String region) {
    return account + ".blob.core." + domain(region == null ? "" : region.toLowerCase(Locale.ROOT));
  }

  private static String domain(String region) {
    if (region.startsWith("china")) {
      return "chinacloudapi.cn";
    }
    return region.startsWith("usgov") || region.startsWith("usdod")
        ? "usgovcloudapi.net"
        : "windows.net";
  }
}

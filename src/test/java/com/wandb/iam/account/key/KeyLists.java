package com.wandb.iam.account.key;

import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.IssuedKey;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Server that answers with these lists in order and repeats the last one. */
class KeyLists implements ApiKeys {
  private final List<List<String>> lists = new ArrayList<>();
  final List<String> revoked = new ArrayList<>();
  int next;
  boolean revokedInApp;

  @SafeVarargs
  KeyLists(List<String>... lists) {
    for (var list : lists) {
      this.lists.add(list);
    }
  }

  /** Counts one more list, and returns how many were read before. */
  int read() {
    return next++;
  }

  @Override
  public List<RemoteKey> of(RemoteMember account) {
    var list = lists.get(Math.min(read(), lists.size() - 1));
    if (list == null) {
      throw new WandbException.NotFound("not listed");
    }
    return list.stream().map(id -> new RemoteKey(id, null, null)).toList();
  }

  @Override
  public void revoke(String keyId) {
    revoked.add(keyId);
  }

  @Override
  public Optional<ApiKey> readable(String teamName, String accountId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RemoteViewer holder(ApiKey key) {
    if (revokedInApp) {
      throw new WandbException.Refused(
          WandbException.Refused.Refusal.UNAUTHENTICATED, "unknown key");
    }
    return new RemoteViewer("u1", "trainer", null, false, List.of());
  }

  @Override
  public List<RemoteKey> ofHolder(ApiKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public IssuedKey generate(ApiKey own, String description) {
    throw new UnsupportedOperationException();
  }
}

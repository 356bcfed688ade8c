package com.wandb.iam.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A team; guarded by the world's lock. */
final class TeamState {
  /** An address that was invited and belongs to nobody yet. */
  record Invite(long number, String email, boolean admin, Instant created) {
    String id() {
      return WireId.of("Invite", number);
    }
  }

  /** The bucket that the team was made with. */
  record Bucket(String name, String provider) {}

  final long number;
  String name;
  final Instant created;
  final @Nullable Bucket bucket;

  /**
   * Account number to role name, in the order of joining: the SDK takes the last for the newest.
   */
  final Map<Long, String> members = new LinkedHashMap<>();

  final List<Invite> invites = new ArrayList<>();
  Instant modified;

  /** The team setting that makes all future projects private. */
  boolean privateOnly;

  long revision = 1;

  TeamState(long number, String name, @Nullable Bucket bucket, Instant created) {
    this.number = number;
    this.name = name;
    this.bucket = bucket;
    this.created = created;
    this.modified = created;
  }

  String id() {
    return WireId.of("Entity", number);
  }

  void touch(Instant now) {
    revision++;
    modified = now;
  }
}

package com.wandb.iam.sandbox.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A team; guarded by the world's lock. */
public final class TeamState {
  /** An invited email without an account. */
  public record Invite(long number, String email, boolean admin, Instant created) {
    public String id() {
      return WireId.of("Invite", number);
    }
  }

  /** The bucket from the team's creation. */
  public record Bucket(String name, String provider) {}

  public final long number;
  public String name;
  public final Instant created;
  public final @Nullable Bucket bucket;

  /**
   * Role names by account number, in the order of joining, because the SDK takes the last one for
   * the newest.
   */
  public final Map<Long, String> members = new LinkedHashMap<>();

  public final List<Invite> invites = new ArrayList<>();
  public Instant modified;

  /** The team setting that makes all future projects private. */
  public boolean privateOnly;

  public long revision = 1;

  TeamState(long number, String name, @Nullable Bucket bucket, Instant created) {
    this.number = number;
    this.name = name;
    this.bucket = bucket;
    this.created = created;
    this.modified = created;
  }

  public String id() {
    return WireId.of("Entity", number);
  }

  public void touch(Instant now) {
    revision++;
    modified = now;
  }
}

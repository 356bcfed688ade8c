package com.wandb.iam.sandbox.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.OptionalLong;

/** Ids on the wire: base64 of {@code Kind:number}, the same in SCIM and GraphQL. */
public final class WireId {
  private WireId() {}

  public static String of(String kind, long number) {
    return Base64.getEncoder().encodeToString((kind + ":" + number).getBytes(UTF_8));
  }

  /** Returns the number, if the id is well formed and of this kind. */
  public static OptionalLong number(String kind, String id) {
    try {
      String plain = new String(Base64.getDecoder().decode(id), UTF_8);
      String prefix = kind + ":";
      boolean fits =
          plain.startsWith(prefix)
              && of(kind, Long.parseLong(plain.substring(prefix.length()))).equals(id);
      return fits
          ? OptionalLong.of(Long.parseLong(plain.substring(prefix.length())))
          : OptionalLong.empty();
    } catch (IllegalArgumentException notAnId) {
      return OptionalLong.empty();
    }
  }
}

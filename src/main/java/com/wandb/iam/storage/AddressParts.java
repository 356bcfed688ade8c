package com.wandb.iam.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an address. {@link #toString()} shows none, because they may contain credentials.
 */
record AddressParts(
    String scheme, @Nullable String userInfo, String host, List<String> segments, String query) {
  AddressParts {
    segments = List.copyOf(segments);
  }

  static AddressParts of(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      throw new IllegalArgumentException(
          "The address of a bucket must have a scheme, such as s3://.");
    }
    var rest = text.substring(scheme + 3);
    int question = rest.indexOf('?');
    var query = question < 0 ? "" : rest.substring(question + 1);
    var before = question < 0 ? rest : rest.substring(0, question);
    int slash = before.indexOf('/');
    var authority = slash < 0 ? before : before.substring(0, slash);
    var segments =
        slash < 0 ? List.<String>of() : List.of(before.substring(slash + 1).split("/", -1));
    int at = authority.lastIndexOf('@');
    var host = authority.substring(at + 1);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("The address of a bucket must have a host after ://.");
    }
    return new AddressParts(
        text.substring(0, scheme),
        at < 0 ? null : authority.substring(0, at),
        host,
        segments,
        query);
  }

  boolean hasUser() {
    return userInfo != null && userInfo.length() > 1;
  }

  String user() {
    return BucketAddress.decode(half(0));
  }

  String password() {
    return BucketAddress.decode(half(1));
  }

  private String half(int which) {
    var halves = userInfo == null ? List.<String>of() : List.of(userInfo.split(":", 2));
    return which < halves.size() ? halves.get(which) : "";
  }

  String segment(int index) {
    if (segments.size() <= index || segments.get(index).isEmpty()) {
      throw new IllegalArgumentException(
          "The address must contain the name of a bucket after the host.");
    }
    return BucketAddress.decode(segments.get(index));
  }

  /** Returns the segments from this index as one path; null if there are none. */
  @Nullable String after(int index) {
    var path =
        segments.stream().skip(index).map(BucketAddress::decode).collect(Collectors.joining("/"));
    return path.isEmpty() ? null : path;
  }

  Optional<String> parameter(String name) {
    return Arrays.stream(query.split("&"))
        .filter(one -> one.startsWith(name + "="))
        .map(one -> BucketAddress.decode(one.substring(name.length() + 1)))
        .findFirst();
  }

  @Override
  public String toString() {
    return "AddressParts[redacted]";
  }
}

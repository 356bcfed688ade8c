package com.wandb.iam.crd.v1alpha1;

/**
 * Patterns and limits of the schema. Limits are also needed for CEL rules, because the API server
 * rejects rules over unlimited strings as too expensive.
 */
final class Formats {
  private Formats() {}

  static final String GROUP = "iam.wandb.com";
  static final String VERSION = "v1alpha1";
  static final String CATEGORY = "wandb";

  /** Go style, {@code 90s}, {@code 30m}, {@code 720h}, {@code 1h30m}. */
  static final String DURATION = "^([0-9]{1,6}(\\.[0-9]{1,3})?(ms|s|m|h)){1,4}$";

  static final int DURATION_MAX = 32;

  /** RFC 3339 in UTC only, so that equal times are equal strings. */
  static final String UTC =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$";

  /** The name of a Kubernetes object (DNS-1123 subdomain). */
  static final String OBJECT = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  static final int OBJECT_MAX = 253;

  /** The name of a namespace (DNS-1123 label). */
  static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  static final int LABEL_MAX = 63;

  /** A key of a Secret or ConfigMap. */
  static final String DATA_KEY = "^[-._a-zA-Z0-9]+$";

  /** A data key of a Secret that is used as an environment variable. */
  static final String VARIABLE = "^[A-Za-z_][A-Za-z0-9_]*$";

  /** Names of teams, service accounts and projects, which the W&amp;B server uses in URLs. */
  static final String ENTITY = "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$";

  static final int ENTITY_MAX = 128;

  /** Names of roles on the server, which can contain spaces. */
  static final String ROLE = "^[a-zA-Z0-9]([a-zA-Z0-9 _.-]*[a-zA-Z0-9])?$";

  static final String USERNAME = "^[a-zA-Z0-9_][a-zA-Z0-9_.-]*$";

  /**
   * Letters of any language, but no invisible characters, because it is used in variables and logs.
   */
  static final String EMAIL =
      "^[^@\\s\\p{C}\\p{Z},;:<>()\"\\\\]+@[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$";

  static final int EMAIL_MAX = 254;

  /** The characters of globs for names of entities. */
  static final String ENTITY_GLOB = "^[a-zA-Z0-9_.*?-]+$";

  /** One word of visible characters. */
  static final String WORD = "^[^\\s\\p{C}\\p{Z}]+$";

  static final String GLOB = WORD;

  /** Ids of the server are opaque. */
  static final int ID_MAX = 256;

  static final int TEXT_MAX = 1024;
  static final int MESSAGE_MAX = 32768;
  static final int STATUS_LIST_MAX = 50;
  static final int HANDLED_MAX = 16;
}

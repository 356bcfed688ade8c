package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The id of a resource's object on the server, stored in an annotation as well as in status,
 * because a backup restores annotations but not status. Every client that can edit a resource can
 * edit its annotations. Therefore, a second annotation proves that the operator wrote the id, for
 * this resource only.
 *
 * <p>Both are applied with their own field manager. With that of the framework, they and the
 * finalizer would remove each other.
 */
public final class IdAnnotation {
  /** {@code <organization id>/<id>}. */
  public static final String NAME = "iam.wandb.com/id";

  private static final String PROOF = "iam.wandb.com/id-proof";
  private static final String FIELD_MANAGER = "wandb-iam-ids";
  private static final String ALGORITHM = "HmacSHA256";

  private final KubernetesClient client;
  private final SecretKey key;

  /**
   * @param key signs the ids; a client that has it can claim any object of any server
   */
  public IdAnnotation(KubernetesClient client, SecretKey key) {
    this.client = client;
    this.key = key;
  }

  /**
   * The server that an id belongs to. All self-managed servers have the same organization id and
   * small ids, so the proof names the server, too.
   *
   * @param name the name of the WandbServer
   * @param fingerprint that of the server behind it
   */
  public record Server(String organizationId, String name, String fingerprint) {
    private String value(String id) {
      return organizationId + "/" + id;
    }
  }

  /** Returns the id in the annotation for this organization, proved or not. */
  public static Optional<String> read(HasMetadata resource, String organizationId) {
    return annotation(resource, NAME)
        .filter(value -> value.startsWith(organizationId + "/"))
        .map(value -> value.substring(organizationId.length() + 1));
  }

  /**
   * An id that a backup restored.
   *
   * @param made whether the operator created the object; false if it existed before, or if that is
   *     unknown
   */
  public record Restored(String id, boolean made) {}

  /** Returns what the operator wrote for this resource; empty if the proof is invalid. */
  public Optional<Restored> restored(HasMetadata resource, Server server) {
    return read(resource, server.organizationId())
        .flatMap(
            id ->
                Stream.of(true, false)
                    .filter(made -> isProved(resource, server, id, made))
                    .map(made -> new Restored(id, made))
                    .findFirst());
  }

  /** Returns whether the annotations already contain this with a valid proof. */
  public boolean isProved(HasMetadata resource, Server server, String id, boolean made) {
    var value = server.value(id);
    return annotation(resource, NAME).filter(value::equals).isPresent()
        && annotation(resource, PROOF)
            .filter(
                proof ->
                    MessageDigest.isEqual(bytes(proof), bytes(proof(resource, server, id, made))))
            .isPresent();
  }

  /**
   * Writes the id and its proof, which includes whether the operator created the object. Returns
   * the version of the resource after the write.
   */
  public String write(HasMetadata resource, Server server, String id, boolean made) {
    return client
        .resource(annotated(resource, server, id, made))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build())
        .getMetadata()
        .getResourceVersion();
  }

  /** Contains the uid, so that the write cannot recreate a deleted resource. */
  private GenericKubernetesResource annotated(
      HasMetadata resource, Server server, String id, boolean made) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withNewMetadata()
        .withNamespace(resource.getMetadata().getNamespace())
        .withName(resource.getMetadata().getName())
        .withUid(resource.getMetadata().getUid())
        .addToAnnotations(NAME, server.value(id))
        .addToAnnotations(PROOF, proof(resource, server, id, made))
        .endMetadata()
        .build();
  }

  private String proof(HasMetadata resource, Server server, String id, boolean made) {
    var metadata = resource.getMetadata();
    var text =
        String.join(
            "\n",
            resource.getKind(),
            metadata.getNamespace() == null ? "" : metadata.getNamespace(),
            metadata.getName(),
            server.name(),
            server.fingerprint(),
            server.value(id),
            made ? "made" : "adopted");
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(text)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  private static Optional<String> annotation(HasMetadata resource, String name) {
    var annotations = resource.getMetadata().getAnnotations();
    return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

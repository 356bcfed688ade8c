package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.cluster.KubernetesTestServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects that the API server refuses, and the expected messages. A file with two documents is a
 * change: the API server accepts the first one and refuses the change to the second one.
 */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class CelRulesIT {
  private static final KubernetesClient CLIENT = KubernetesTestServer.quiet().client();
  private static ScratchNamespace namespace;

  @BeforeAll
  static void install() {
    namespace = ScratchNamespace.withCrds(CLIENT);
  }

  @AfterAll
  static void clean() {
    namespace.close();
  }

  static List<Path> rejected() {
    return CrdFiles.resources("rejected");
  }

  static List<Path> acceptedChanges() {
    return CrdFiles.resources("accepted-changes");
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void rejected_object_gets_the_expected_message(Path file) {
    var documents = CrdFiles.documents(file);
    var last = documents.getLast();
    if (documents.size() == 1) {
      assertRefused(file, () -> delete(namespace.create(last)));
      return;
    }
    var existing = namespace.create(documents.getFirst());
    try {
      assertRefused(file, () -> namespace.replace(existing, last));
    } finally {
      delete(existing);
    }
  }

  @ParameterizedTest
  @MethodSource("acceptedChanges")
  void change_of_mutable_fields_is_accepted(Path file) {
    var documents = CrdFiles.documents(file);
    var existing = namespace.create(documents.getFirst());
    try {
      var changed = namespace.replace(existing, documents.getLast());
      assertThat(changed.getMetadata().getUid()).isEqualTo(existing.getMetadata().getUid());
    } finally {
      delete(existing);
    }
  }

  private static void assertRefused(Path file, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(422);
              assertThat(refusal.getStatus().getMessage()).contains(CrdFiles.expectation(file));
            });
  }

  private static void delete(GenericKubernetesResource resource) {
    namespace.delete(resource);
  }
}

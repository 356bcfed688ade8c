package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventSeries;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recorder of Kubernetes events. A repeated event increases the count of the existing one. A failed
 * write is logged and ignored, because it must not fail the reconciliation.
 */
public final class EventRecorder {
  /** The annotation with the id of the reconciliation, which is also in the log. */
  public static final String TRACE_ID = "iam.wandb.com/trace-id";

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** In bytes, although the message of the API server says characters. */
  private static final int MAX_NOTE = 1024;

  private static final int MAX_NAME = 240;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final String instance;
  private final Supplier<Optional<String>> pass;

  /**
   * @param instance identifies the reporting process, for example the pod's name
   * @param pass returns the id of the reconciliation of the current thread
   */
  public EventRecorder(
      KubernetesClient client,
      InstantSource clock,
      String instance,
      Supplier<Optional<String>> pass) {
    this.pass = pass;
    this.client = client;
    this.clock = clock;
    this.instance = instance;
  }

  /** Records a normal event. */
  public void normal(HasMetadata regarding, String reason, String note) {
    record(regarding, "Normal", reason, note);
  }

  /** Records a warning. */
  public void warning(HasMetadata regarding, String reason, String note) {
    record(regarding, "Warning", reason, note);
  }

  private void record(HasMetadata regarding, String type, String reason, String note) {
    var event = event(regarding, type, reason, note);
    var events = client.events().v1().events().inNamespace(event.getMetadata().getNamespace());
    try {
      events.resource(event).create();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() != 409) {
        LOG.warn("Event was not recorded: reason={}: {}", reason, failure.getMessage());
        return;
      }
      try {
        events.withName(event.getMetadata().getName()).edit(this::again);
      } catch (KubernetesClientException second) {
        LOG.warn("Event was not counted: reason={}: {}", reason, second.getMessage());
      }
    }
  }

  private Event again(Event event) {
    var annotations = new HashMap<String, String>();
    if (event.getMetadata().getAnnotations() != null) {
      annotations.putAll(event.getMetadata().getAnnotations());
    }
    annotations.putAll(annotations());
    event.getMetadata().setAnnotations(annotations);
    var series = event.getSeries();
    event.setSeries(new EventSeries(series == null ? 2 : series.getCount() + 1, now()));
    return event;
  }

  private Event event(HasMetadata regarding, String type, String reason, String note) {
    var metadata = regarding.getMetadata();
    var namespace = metadata.getNamespace() == null ? "default" : metadata.getNamespace();
    var text = PlainText.within(MAX_NOTE, note);
    var name = metadata.getName();
    var prefix = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(prefix + "." + digest(metadata.getUid() + "\n" + reason + "\n" + text))
        .withAnnotations(annotations())
        .endMetadata()
        .withEventTime(now())
        .withType(type)
        .withReason(reason)
        .withAction("Reconcile")
        .withNote(text)
        .withReportingController("iam.wandb.com/operator")
        .withReportingInstance(instance)
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(regarding.getApiVersion())
                .withKind(regarding.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .build())
        .build();
  }

  /** Returns the annotations of the latest occurrence. */
  private Map<String, String> annotations() {
    return pass.get().map(id -> Map.of(TRACE_ID, id)).orElse(Map.of());
  }

  private MicroTime now() {
    return new MicroTime(MICROS.format(clock.instant()));
  }

  private static String digest(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 5);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}

package com.wandb.iam.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.ClassUtil;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deserializes custom resources, even if values do not match the classes. The API server still
 * serves objects that were stored with an older or newer schema. One such object would otherwise
 * stop the watch of all resources. A value that does not match becomes null, and the object records
 * the JSON path. The reconcilers do not work on such an object, because an unreadable value must
 * not pass for one that the user left out.
 */
public final class LenientSerialization {
  /** Only in memory, because the operator never writes this annotation. */
  private static final String MISREAD = "iam.wandb.com/misread-fields";

  private static final String COLLECTOR = LenientSerialization.class.getName();

  private LenientSerialization() {}

  /** Returns the serialization for the Kubernetes client. */
  public static KubernetesSerialization create() {
    var mapper =
        new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addHandler(new Skip())
            .addMixIn(IntOrString.class, LenientIntOrString.class)
            .registerModule(new SimpleModule("misread").setDeserializerModifier(new Remember()));
    return new KubernetesSerialization(mapper, true);
  }

  /**
   * Returns the paths of spec fields that could not be read, for example {@code spec.limits}; empty
   * if there are none.
   */
  public static Optional<String> misreadFields(HasMetadata resource) {
    var annotations = resource.getMetadata().getAnnotations();
    return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(MISREAD));
  }

  /** Reads a value that does not match as absent and records its path. */
  private static final class Skip extends DeserializationProblemHandler {
    @Override
    public @Nullable Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String value, String message)
        throws IOException {
      note(context, context.getParser());
      context.getParser().skipChildren();
      return null;
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
        DeserializationContext context, Class<?> type, Number value, String message) {
      note(context, context.getParser());
      return null;
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
        DeserializationContext context,
        JavaType type,
        JsonToken token,
        JsonParser parser,
        String message)
        throws IOException {
      note(context, parser);
      parser.skipChildren();
      return type.isPrimitive() ? ClassUtil.defaultValue(type.getRawClass()) : null;
    }

    /** Handles a string, number or boolean instead of an object. */
    @Override
    public @Nullable Object handleMissingInstantiator(
        DeserializationContext context,
        Class<?> type,
        ValueInstantiator instantiator,
        JsonParser parser,
        String message)
        throws IOException {
      note(context, parser);
      parser.skipChildren();
      return null;
    }

    @Override
    public @Nullable Object handleInstantiationProblem(
        DeserializationContext context, Class<?> type, Object argument, Throwable problem) {
      note(context, context.getParser());
      return null;
    }

    @Override
    public @Nullable Object handleWeirdNativeValue(
        DeserializationContext context, JavaType type, Object value, JsonParser parser) {
      note(context, parser);
      return null;
    }

    @Override
    public @Nullable Object handleWeirdKey(
        DeserializationContext context, Class<?> type, String key, String message) {
      note(context, context.getParser());
      return null;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name)
        throws IOException {
      // Records are built from a buffer whose path starts at the record. The parser that fills it
      // has the full path.
      var whole = context.getParser();
      note(context, path(whole) + (parser == whole ? "" : "." + name));
      parser.skipChildren();
      return true;
    }

    private static String path(JsonParser parser) {
      return parser.getParsingContext().pathAsPointer().toString().replace('/', '.');
    }

    private static void note(DeserializationContext context, JsonParser parser) {
      note(context, path(parser));
    }

    private static void note(DeserializationContext context, String path) {
      if (context.getAttribute(COLLECTOR) instanceof TreeSet<?>) {
        @SuppressWarnings("unchecked")
        var fields = (TreeSet<String>) context.getAttribute(COLLECTOR);
        int spec = path.indexOf(".spec");
        if (spec >= 0) {
          fields.add(path.substring(spec + 1));
        }
      }
    }
  }

  /** Needed because the deserializer of this type throws without calling the handlers. */
  @JsonDeserialize(using = IntOrStringDeserializer.class)
  private interface LenientIntOrString {}

  private static final class IntOrStringDeserializer extends StdDeserializer<IntOrString> {
    private static final long serialVersionUID = 1L;

    IntOrStringDeserializer() {
      super(IntOrString.class);
    }

    @Override
    public @Nullable IntOrString deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return switch (parser.currentToken()) {
        case VALUE_NUMBER_INT -> new IntOrString(parser.getIntValue());
        case VALUE_STRING -> new IntOrString(parser.getText());
        default -> (IntOrString) context.handleUnexpectedToken(IntOrString.class, parser);
      };
    }
  }

  private static final class Remember extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
      return CustomResource.class.isAssignableFrom(bean.getBeanClass())
          ? new RememberingDeserializer(deserializer)
          : deserializer;
    }
  }

  private static final class RememberingDeserializer extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    RememberingDeserializer(JsonDeserializer<?> delegate) {
      super(delegate);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
      return new RememberingDeserializer(delegate);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      var outer = context.getAttribute(COLLECTOR);
      var fields = new TreeSet<String>();
      context.setAttribute(COLLECTOR, fields);
      try {
        var read = super.deserialize(parser, context);
        if (!fields.isEmpty() && read instanceof HasMetadata resource) {
          remember(resource, List.copyOf(fields));
        }
        return read;
      } finally {
        context.setAttribute(COLLECTOR, outer);
      }
    }

    private static void remember(HasMetadata resource, List<String> fields) {
      var present = resource.getMetadata().getAnnotations();
      var annotations = new HashMap<String, String>(present == null ? new HashMap<>() : present);
      var all = new ArrayList<>(fields);
      annotations.put(MISREAD, String.join(", ", all));
      resource.getMetadata().setAnnotations(annotations);
    }
  }
}

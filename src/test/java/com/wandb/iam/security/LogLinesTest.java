package com.wandb.iam.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign text in the operator's log: only the operator starts a line. */
class LogLinesTest {
  private static final String FORGED =
      "12:00:00.000 INFO  ResultReporter Condition changed: Team a/b: Ready: ";

  /** Formats one line with the operator's own configuration. */
  private static String line(String format, String message, @Nullable Throwable failure)
      throws JoranException {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try {
      context.putProperty("OPERATOR_LOG_FORMAT", format);
      var configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(
          Objects.requireNonNull(LogLinesTest.class.getResource("/logback.xml")));
      var logger = context.getLogger("com.wandb.iam.reconcile.ResultReporter");
      var event =
          new LoggingEvent(
              Logger.class.getName(), logger, Level.INFO, "{}", failure, new Object[] {message});
      var appender =
          (ConsoleAppender<ILoggingEvent>)
              context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
      return new String(appender.getEncoder().encode(event), UTF_8);
    } finally {
      context.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\u000b", "\f", "\0"})
  void a_message_stays_on_its_line(String ending) throws JoranException {
    var plain = line("plain", "alice" + ending + FORGED, null);
    assertThat(plain).endsWith("\n").contains("alice " + FORGED);
    assertThat(plain.strip()).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    assertThat(line("ecs", "alice" + ending + FORGED, null).strip())
        .doesNotContainPattern("[\n\r]");
  }

  /**
   * Escape sequences that clear a terminal, set its colour or title, or change the text direction.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u001b[2J", "\u001b[31m", "\u001b]0;title\u0007", "\u009b2J", "\b\b\b", "\u007f"})
  void log_contains_no_terminal_escapes(String escape) throws JoranException {
    var failure = new IllegalStateException("x " + escape);
    assertThat(line("plain", "name " + escape, failure))
        .doesNotContainPattern("[\\p{Cc}&&[^\n\t]]");
    assertThat(line("ecs", "name " + escape, failure))
        .doesNotContainPattern("[\\x00-\\x1f&&[^\n]]");
  }

  @Test
  void log_contains_no_bidirectional_controls() throws JoranException {
    assertThat(line("plain", "a\u202egpj.exe\u2066", null)).contains("a gpj.exe ");
  }

  @Test
  void failure_message_begins_no_line() throws JoranException {
    var failure =
        new IllegalStateException(
            "bad\n" + FORGED + "\r" + FORGED, new IllegalArgumentException("cause\n" + FORGED));
    assertThat(line("plain", "it failed", failure).lines().skip(1))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("    "))
        .anySatisfy(line -> assertThat(line).contains("IllegalStateException"))
        .anySatisfy(line -> assertThat(line).contains("IllegalArgumentException"));
  }

  @Test
  void each_log_line_is_one_json_object() throws JoranException, JsonProcessingException {
    var message = "a\",\"log.level\":\"FATAL\"}\n{\"message\":\"" + FORGED;
    var written = line("ecs", message, new IllegalStateException("b\n{\"c\":1}"));
    assertThat(written.strip().lines()).hasSize(1);
    var read = new ObjectMapper().readTree(written);
    assertThat(read.path("message").asText()).isEqualTo(message);
    assertThat(read.path("log.level").asText()).isEqualTo("INFO");
    assertThat(read.path("error.message").asText()).isEqualTo("b\n{\"c\":1}");
  }
}

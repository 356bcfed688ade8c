package com.wandb.iam;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Command lines that the program refuses before it starts. */
class MainTest {
  private final StringWriter words = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new Main()).setErr(new PrintWriter(words)).execute(arguments);
  }

  @Test
  void invalid_watch_namespace_is_rejected_by_name() {
    assertThat(run("--instance=test", "--watch-namespaces=ml-vision,*")).isEqualTo(2);
    assertThat(words.toString()).contains("--watch-namespaces: '*' is not the name of a namespace");
  }

  @Test
  void help_names_the_environment_variable() {
    assertThat(new CommandLine(new Main()).getUsageMessage())
        .contains("--watch-namespaces=NAME[,NAME...]")
        .contains("OPERATOR_WATCH_NAMESPACES");
  }

  @Test
  void java_util_logging_goes_to_logback() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logback = (Logger) LoggerFactory.getLogger("okhttp3.OkHttpClient");
    logback.addAppender(lines);
    Main.bridgeLogs();
    try {
      java.util.logging.Logger.getLogger("okhttp3.OkHttpClient").warning("a leaked connection");
      assertThat(lines.list).extracting(ILoggingEvent::getMessage).contains("a leaked connection");
    } finally {
      SLF4JBridgeHandler.uninstall();
      logback.detachAppender(lines);
    }
  }
}

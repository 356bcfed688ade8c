package com.wandb.iam.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Python script that keeps running: it reads one line, and answers with lines up to an end marker.
 */
public final class PythonConversation implements AutoCloseable {
  private static final String END = "ENDED ";
  private static final int SECONDS = 60;

  private final Process process;
  private final BufferedReader answers;

  PythonConversation(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Sends a line and waits for the whole answer. Throws if the script does not finish the answer.
   *
   * @return its output, and its last line {@code ENDED} with the status
   */
  public String ask(String line) {
    try {
      var asked = process.outputWriter(StandardCharsets.UTF_8);
      asked.write(line + "\n");
      asked.flush();
      return CompletableFuture.supplyAsync(this::answer)
          .orTimeout(SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (CompletionException late) {
      close();
      throw new IllegalStateException("the script gave no answer", late);
    }
  }

  private String answer() {
    try {
      var all = new StringBuilder();
      for (var line = answers.readLine(); line != null; line = answers.readLine()) {
        all.append(line).append('\n');
        if (line.startsWith(END)) {
          return all.toString();
        }
      }
      throw new IllegalStateException("the script ended:\n" + all);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

package com.wandb.iam.image;

import com.wandb.iam.cluster.NotAvailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Programs of this machine. */
final class Tool {
  private Tool() {}

  /**
   * Runs a program to its end.
   *
   * @return its output
   * @throws NotAvailableException with its output, if it is missing or fails
   */
  static String run(Path folder, String... command) throws NotAvailableException {
    try {
      var process = new ProcessBuilder(command).directory(folder.toFile()).start();
      process.getOutputStream().close();
      var words = new StringBuilder();
      var listener =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var said = process.errorReader(StandardCharsets.UTF_8)) {
                      said.lines().forEach(line -> words.append(line).append('\n'));
                    } catch (IOException closed) {
                      words.append(closed);
                    }
                  });
      var given = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      listener.join();
      if (exit != 0) {
        throw new NotAvailableException(
            "`%s` ended with %d:\n%s%s"
                .formatted(String.join(" ", List.of(command)), exit, words, given));
      }
      return given;
    } catch (IOException e) {
      throw new NotAvailableException("cannot run " + command[0] + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException("interrupted", e);
    }
  }
}

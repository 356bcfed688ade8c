package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
  @Test
  void ports_are_distinct_and_bindable() throws IOException {
    var ports = LoopbackPorts.free(3);

    assertThat(ports).hasSize(3).doesNotHaveDuplicates();
    for (int port : ports) {
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.isBound()).isTrue();
      }
    }
  }
}

package com.wandb.iam.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.sandbox.wire.WireAnswer;
import java.io.IOException;
import java.util.Set;

/** Removes half of the lists of an answer. */
final class ListCut {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> LISTS = Set.of("Resources", "members", "edges");

  private ListCut() {}

  /** Returns the answer after a list fault. Other faults do not change it. */
  static WireAnswer apply(SandboxFault fault, WireAnswer answer) {
    boolean agree = fault instanceof SandboxFault.ShrunkenList;
    if (!agree && !(fault instanceof SandboxFault.TruncatedList)) {
      return answer;
    }
    try {
      JsonNode body = JSON.readTree(answer.body());
      cut(body, agree);
      return answer.withBody(body.toString().getBytes(UTF_8));
    } catch (IOException notJson) {
      return answer;
    }
  }

  private static void cut(JsonNode node, boolean agree) {
    if (node instanceof ObjectNode object) {
      for (String name : LISTS) {
        if (object.get(name) instanceof ArrayNode list) {
          for (int left = list.size() / 2; list.size() > left; ) {
            list.remove(list.size() - 1);
          }
          if (agree && name.equals("Resources")) {
            object.put("totalResults", list.size());
          }
        }
      }
    }
    for (JsonNode child : node) {
      if (!(node instanceof ArrayNode) || !child.has("userName") && !child.has("displayName")) {
        cut(child, agree);
      }
    }
  }
}

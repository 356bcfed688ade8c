package com.wandb.iam.loop.mock;

import com.wandb.iam.kube.WatchedNamespaces;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator that watches only some namespaces. */
class SomeNamespacesLoopTest {
  @RegisterExtension
  static final Loop LOOP = new Loop(WatchedNamespaces.parse("some-1,some-2,some-3,some-4,some-5"));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          server_of_nobody_is_rejected | bare | WandbServer {} | WandbServer $SERVER rejected OtherOperator
          server_of_this_operator_is_ready | bare | WandbServer {operatorNamespace: wandb-iam-system} | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok
          server_of_other_operator_is_unresolved | bare; WandbServer {operatorNamespace: other} | Team vision | Team vision unresolved OtherOperator; wrote nothing
          copy_beyond_its_namespaces_is_missing | WandbServer {operatorNamespace: wandb-iam-system}; Team vision | ServiceAccount trainer {secret: {deliverTo: [elsewhere]}} | ServiceAccount trainer blocked NamespaceNotWatched; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          role_held_on_server_holds_the_deletion | has users alice; WandbServer {operatorNamespace: wandb-iam-system}; CustomRole $NS-a {name: Annotator, inherits: Viewer}; Team vision | has team vision alice:Annotator; sync; see in CustomRole $NS-a "holders":1; delete CustomRole $NS-a | CustomRole $NS-a blocked InUse; wrote nothing
          """)
  void some(String name, @Nullable String given, @Nullable String when, String then) {
    LOOP.run(given, when, then);
  }
}

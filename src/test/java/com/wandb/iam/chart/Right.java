package com.wandb.iam.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.stream.Stream;

/**
 * One permission of an account: a single element of an RBAC rule.
 *
 * @param namespace {@link #ANY} for the whole cluster
 * @param name {@link #ANY} if the rule names no object
 * @param resource in the plural, with a subresource after a slash
 */
public record Right(String namespace, String name, String group, String resource, String verb) {
  /** Matches everything. */
  public static final String ANY = "*";

  /** Returns the permissions that a rendering grants to a ServiceAccount. */
  public static List<Right> of(List<HasMetadata> documents, String namespace, String account) {
    return documents.stream()
        .flatMap(
            document ->
                switch (document) {
                  case ClusterRoleBinding binding
                      when binds(binding.getSubjects(), namespace, account) ->
                      of(ANY, clusterRole(documents, binding.getRoleRef().getName()).getRules());
                  case RoleBinding binding
                      when binds(binding.getSubjects(), namespace, account) -> {
                    var where = binding.getMetadata().getNamespace();
                    yield of(where, role(documents, where, binding.getRoleRef().getName()));
                  }
                  default -> Stream.empty();
                })
        .toList();
  }

  private static boolean binds(List<Subject> subjects, String namespace, String account) {
    return subjects.stream()
        .anyMatch(
            subject ->
                subject.getKind().equals("ServiceAccount")
                    && subject.getNamespace().equals(namespace)
                    && subject.getName().equals(account));
  }

  private static ClusterRole clusterRole(List<HasMetadata> documents, String name) {
    return documents.stream()
        .filter(ClusterRole.class::isInstance)
        .map(ClusterRole.class::cast)
        .filter(role -> role.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no ClusterRole " + name));
  }

  private static List<PolicyRule> role(List<HasMetadata> documents, String namespace, String name) {
    return documents.stream()
        .filter(Role.class::isInstance)
        .map(Role.class::cast)
        .filter(role -> role.getMetadata().getName().equals(name))
        .filter(role -> role.getMetadata().getNamespace().equals(namespace))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Role " + namespace + "/" + name))
        .getRules();
  }

  private static Stream<Right> of(String namespace, List<PolicyRule> rules) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.getApiGroups().stream()
                    .flatMap(
                        group ->
                            rule.getResources().stream()
                                .flatMap(
                                    resource ->
                                        rule.getVerbs().stream()
                                            .flatMap(
                                                verb ->
                                                    names(rule)
                                                        .map(
                                                            name ->
                                                                new Right(
                                                                    namespace, name, group,
                                                                    resource, verb))))));
  }

  private static Stream<String> names(PolicyRule rule) {
    return rule.getResourceNames().isEmpty() ? Stream.of(ANY) : rule.getResourceNames().stream();
  }

  /** Returns this permission for one namespace only. */
  Right in(String other) {
    return new Right(other, name, group, resource, verb);
  }

  /** Returns whether this permission allows the request. */
  public boolean covers(AskedRequest request) {
    return (namespace.equals(ANY) || namespace.equals(request.namespace()))
        && (name.equals(ANY) || name.equals(request.name()))
        && group.equals(request.group())
        && resource.equals(request.resource())
        && verb.equals(request.verb());
  }

  @Override
  public String toString() {
    return "%s %s%s%s%s"
        .formatted(
            verb,
            group.isEmpty() ? "" : group + "/",
            resource,
            name.equals(ANY) ? "" : " " + name,
            namespace.equals(ANY) ? " anywhere" : " in " + namespace);
  }
}

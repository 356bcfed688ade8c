package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.ApiKeys;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.LimitState;
import com.wandb.iam.wandb.Projects;
import com.wandb.iam.wandb.Roles;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.ServiceAccounts;
import com.wandb.iam.wandb.Teams;
import com.wandb.iam.wandb.Users;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.transport.Authorization;
import com.wandb.iam.wandb.transport.Transport;
import java.time.Duration;

/** HTTP client for one W&amp;B server. */
final class HttpWandb implements WandbApi {
  private final Transport transport;
  private final Probe probe;
  private final Users users;
  private final Teams teams;
  private final Roles roles;
  private final ServiceAccounts serviceAccounts;
  private final ApiKeys apiKeys;
  private final Projects projects;

  HttpWandb(ConnectionSettings settings, Transport transport, String userAgent, int pageSize) {
    var key = settings.key();
    var scim =
        new Scim(transport, Authorization.scim(settings.username(), key), userAgent, pageSize);
    var graphQl = new GraphQl(transport, userAgent);
    this.transport = transport;
    this.users = new ScimUsers(scim);
    this.roles = new ScimRoles(scim);
    this.teams = new HttpTeams(scim, graphQl, key);
    this.probe = new Probe(graphQl, scim, key, roles, transport);
    this.serviceAccounts = new HttpServiceAccounts(scim, graphQl, key, teams, probe::capabilities);
    this.apiKeys = new HttpApiKeys(graphQl, key);
    this.projects = new HttpProjects(graphQl, key);
  }

  @Override
  public ServerFacts probe() {
    return probe.run();
  }

  @Override
  public Users users() {
    return users;
  }

  @Override
  public Teams teams() {
    return teams;
  }

  @Override
  public Roles roles() {
    return roles;
  }

  @Override
  public ServiceAccounts serviceAccounts() {
    return serviceAccounts;
  }

  @Override
  public ApiKeys apiKeys() {
    return apiKeys;
  }

  @Override
  public Projects projects() {
    return projects;
  }

  @Override
  public Duration clockSkew() {
    return transport.clockSkew();
  }

  @Override
  public LimitState limits() {
    return transport.limits();
  }

  @Override
  public void close() {
    transport.close();
  }
}

"""Walks through what the official SDK can do with people, teams and keys, and prints what it saw as one line of JSON.

Arguments: the server's URL, an organization admin's key, "hashed" where the server hashes keys.
The asserts on the result are in the Java test; here the SDK alone decides what it makes of the answers.
"""

import json
import sys

import wandb
from wandb.apis.public.teams import Team

url, key, hashed = sys.argv[1], sys.argv[2], sys.argv[3] == "hashed"
seen = {"sdk": wandb.__version__}


def api_with(secret):
    return wandb.Api(overrides={"base_url": url}, api_key=secret)


def member(team, name):
    team.load(True)
    return next((m for m in team.members if m.name == name), None)


api = api_with(key)
viewer = api.viewer
seen["viewer"] = {"id": viewer.id, "username": viewer.username, "admin": viewer.admin, "teams": viewer.teams}
seen["default_entity"] = api.default_entity

alice = api.create_user("alice@example.com")
seen["created_user"] = {"id": alice.id, "username": alice.username, "email": alice.email}
try:
    api.create_user("alice@example.com")
    seen["second_alice"] = "made"
except Exception as refused:
    seen["second_alice"] = type(refused).__name__
seen["user_by_email"] = api.user("alice@example.com").id
seen["users_by_part"] = [u.username for u in api.users("lice")]
seen["nobody"] = [u.username for u in api.users("nobody-of-this-name")]

team = api.create_team("sdk-team")
seen["team"] = {"id": team.id, "name": team.name, "members": [[m.name, m.admin, m.account_type] for m in team.members]}
try:
    Team(api._service_api, "no-such-team")
    seen["unknown_team"] = "found"
except KeyError as missing:
    seen["unknown_team"] = "KeyError " + missing.args[0]

seen["invited"] = team.invite("alice@example.com")
seen["invited_again"] = team.invite("alice@example.com")
seen["invited_unknown"] = team.invite("nobody-of-this-name")
seen["invited_stranger"] = team.invite("stranger@example.com")
team.load(True)
seen["members"] = [[m.name, m.admin, m.pending] for m in team.members]
seen["removed"] = member(team, "alice").delete()
seen["removed_stranger"] = member(team, "stranger@example.com").delete()
seen["after_removal"] = member(team, "alice") is None

account = team.create_service_account("nightly")
seen["account"] = {"id": account.id, "name": account.name, "type": account.account_type, "key": account.api_key}

own = viewer.generate_api_key("made by the sdk")
seen["generated"] = own
listed = api_with(key).viewer
names = [name for name in listed.api_keys if own.startswith(name)]
seen["listed"] = names
seen["secret_listed"] = own in listed.api_keys
seen["deleted_key"] = listed.delete_api_key(names[0])
try:
    seen["dead_key"] = api_with(own).viewer.username
except Exception as refused:
    seen["dead_key"] = type(refused).__name__

if not hashed:
    as_account = api_with(account.api_key)
    me = as_account.viewer
    seen["account_viewer"] = {"id": me.id, "keys": len(me.api_keys)}
    second = me.generate_api_key("rotated")
    rotated = api_with(second).viewer
    old = next(name for name in rotated.api_keys if account.api_key.startswith(name))
    seen["rotation"] = [rotated.id, rotated.delete_api_key(old)]

organization = sys.argv[4]
registry = api.create_registry("models", "restricted", organization=organization)
registry.add_members(alice.id)
registry.update_member(alice.id, "viewer")
seen["registry"] = sorted([m.user.username, m.role] for m in registry.user_members())
registry.add_members(team)
seen["registry_teams"] = [[m.team.name, m.role] for m in registry.team_members()]
registry.remove_members(alice.id, team)
registry.remove_members(alice.id)
seen["registry_after"] = [m.user.username for m in registry.user_members()]
registry.delete()

api.create_project("sdk-project", "sdk-team")
seen["projects"] = [p.name for p in api.projects("sdk-team")]
print("SEEN " + json.dumps(seen))

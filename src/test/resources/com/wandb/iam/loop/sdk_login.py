"""What a workload does: nothing but `import wandb`, with what its Secret put where it looks."""

import json

import wandb

assert wandb.login(verify=True), "the key was not taken"
api = wandb.Api()
print("SEEN " + json.dumps({"viewer": api.viewer.id, "entity": api.default_entity}))

"""The prompts a chat model is given, one versioned YAML file each."""

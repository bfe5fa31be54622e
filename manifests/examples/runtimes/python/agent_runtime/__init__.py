"""A session runtime in Python: LiveKit Agents behind Switchboard's runtime contract."""

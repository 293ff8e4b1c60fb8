"""Rollout workers: taking tasks, having them completed, writing the completions."""

"""Metrics that people and autoscalers can query."""

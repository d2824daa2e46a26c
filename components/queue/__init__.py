"""Managed queues and topics."""

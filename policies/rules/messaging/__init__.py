"""Rules about queues and topics."""

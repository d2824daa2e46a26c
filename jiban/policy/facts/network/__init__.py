"""Who can reach whom: address ranges, and what firewalls and network policies let through."""

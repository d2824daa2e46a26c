"""Snapshots in a vault of their own, copies in another region, and drills that restore them."""

"""`jiban watch`: plans again on each save, in a process that has loaded what does not change."""

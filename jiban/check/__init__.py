"""Judges plans by the policies: `views` turns a plan into what rules see, `request` answers `jiban check`."""

"""What an environment may cost in a month, and who hears when it costs more."""

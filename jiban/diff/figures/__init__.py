"""What a change makes of a stack as a whole: its cost, availability, room and recovery on both sides."""

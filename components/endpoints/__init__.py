"""Private ways to managed services, and the private DNS zones that make their names lead there."""

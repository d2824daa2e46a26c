"""Neither of them."""

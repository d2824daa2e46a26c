"""What rules about monitoring share: which resources write logs of their own."""

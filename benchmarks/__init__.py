"""What `flask bench …` runs: figures beside their limits, measured in the same run."""

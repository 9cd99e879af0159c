"""Speed and memory of the product, as ratios against baselines measured in the same run (README.md)."""

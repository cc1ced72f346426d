"""Benchmarks of the product's performance requirements."""

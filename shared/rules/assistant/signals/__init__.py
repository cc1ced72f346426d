"""Signals of workload and recovery, by rules with a named source."""

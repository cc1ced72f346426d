"""Tests of the document stores: their common contract, and the features of each."""

"""The document stores: one contract, and what each of them has beyond it."""

"""The things of the domain: frozen values that know their own transitions and nothing of storage or HTTP."""

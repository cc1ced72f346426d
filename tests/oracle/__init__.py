"""The oracle: the expected totals and views of a user, computed independently of the product's rules.

An `EventLog` counts events. A test adds them as they happen, or reads them from the stored documents with
`log_of`. `totals` and `views` compare the totals and views of the product with the log.
"""

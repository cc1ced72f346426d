"""The oracle: what a user must have, recounted independently of the rules of the product.

An `EventLog` counts events. A test adds them as they happen, or reads them from the stored documents with
`log_of`. `totals` and `views` compare what the product keeps and shows with the log.
"""

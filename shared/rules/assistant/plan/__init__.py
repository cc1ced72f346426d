"""The plan of a day: which open tasks to do, and when."""

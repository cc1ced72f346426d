"""The OpenAPI document, generated from the declarations of the endpoints.

Imported with the first request for the document: the libraries take long to import.
"""

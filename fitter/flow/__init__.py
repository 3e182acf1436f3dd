"""The way of one request, a folder for each stretch: reading, sources, results, answers. flow.py is their order."""

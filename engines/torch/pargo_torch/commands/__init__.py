"""What `pargo-torch` does, a module a command; each function takes parsed arguments and returns an exit code."""

"""The torch engine: ParGo at the paper's scale, from the same configuration that runs on a laptop."""

__version__ = "0.1.0"

CODE_VERSION = 1
"""Raised when the same configuration gives other results."""

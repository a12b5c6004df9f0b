"""What can go wrong through no fault of the program."""


class UserError(Exception):
    """A mistake in a configuration, a file or a folder: told in one line, never as a stack trace.

    The text says what is wrong, where, why it matters and what to type next.
    """

    exit_code = 65

    def __init__(self, text: str, key: str | None = None) -> None:
        super().__init__(text)
        self.key = key
        """The key of the configuration that is to blame, where it is one."""

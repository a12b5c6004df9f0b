"""What can go wrong through no fault of the program."""


class UserError(Exception):
    """A mistake in a configuration, a file or a folder: told in one line, never as a stack trace.

    The text says what is wrong, where, why it matters and what to type next.
    """

    exit_code = 65

"""A TCP proxy in front of an SSH server, which cuts, holds up or tears the connection at a message of one's choice.

A message is what arrives at once: for SSH, which encrypts, that is nearly always one packet. Messages are counted over both
directions and all connections, from 1.
"""

import asyncio
import enum
import threading


class Break(enum.Enum):
    """What happens at the message."""

    LOSE = "the message is lost and the connection reset"
    DELIVER = "the message arrives, then the connection is reset"
    TEAR = "half of the message arrives, then the connection is reset"
    HOLD = "nothing passes for a while, then everything does (a laptop asleep)"
    FORGET = "nothing passes for a while, then the connection is reset (a laptop asleep behind a firewall)"


class Proxy:
    """Listens on a port of its own on 127.0.0.1. One at a time, a break can be asked for with `arm`."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.loop = asyncio.new_event_loop()
        self.arm(None, 0)
        self.writers = set()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait()

    def arm(self, what, at, seconds=0):
        """Counts from 0 again, and does `what` at message `at`; None does nothing but count."""
        self.what, self.at, self.seconds = what, at, seconds
        self.messages, self.has_fired = 0, False
        self.passing = None

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _serve(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._connect, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()
        server.close()
        self._reset_all()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _connect(self, reader, writer):
        if self.passing:
            await self.passing.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, far_writer}
        self.writers |= pair
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            for one in pair:
                one.close()
            self.writers -= pair

    async def _pump(self, reader, writer):
        try:
            while data := await reader.read(1 << 16):
                if self.passing:
                    await self.passing.wait()
                self.messages += 1
                if self.what and self.messages == self.at:
                    self.has_fired = True
                    data = await self._break(data, writer)
                writer.write(data)
                await writer.drain()
        finally:
            if writer.can_write_eof() and not writer.is_closing():
                writer.write_eof()

    async def _break(self, data, writer):
        """Does what was asked for; returns what is still to be passed on."""
        if self.what in (Break.HOLD, Break.FORGET):
            self.passing = asyncio.Event()
            await asyncio.sleep(self.seconds)
            if self.what is Break.FORGET:
                self._reset_all()
            self.passing.set()
            self.passing = None
            if self.what is Break.FORGET:
                raise ConnectionResetError
            return data
        if self.what is not Break.LOSE:
            writer.write(data if self.what is Break.DELIVER else data[: len(data) // 2])
            await writer.drain()
            # A reset would throw away what the kernel has not passed on yet.
            await asyncio.sleep(0.02)
        self._reset_all()
        raise ConnectionResetError

    def _reset_all(self):
        for writer in list(self.writers):
            writer.transport.abort()

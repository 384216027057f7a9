"""Runs checks in a process of their own: what they read may be spoilt, and take its reader down with it."""

import multiprocessing

PATIENCE = 600  # seconds for one check: others may load the machine


class Died(Exception):
    """The process ended, or does not end."""


class Apart:
    def __init__(self, function):
        self.function, self.process = function, None

    def ask(self, *arguments):
        """What the function answers; raises Died where there is no answer. It must not raise anything itself."""
        if self.process is None or not self.process.is_alive():
            self.pipe, other = multiprocessing.Pipe()
            self.process = multiprocessing.get_context("fork").Process(target=self._serve, args=(other,), daemon=True)
            self.process.start()
            other.close()
        self.pipe.send(arguments)
        try:
            if self.pipe.poll(PATIENCE):
                return self.pipe.recv()
            how = f"does not end within {PATIENCE} seconds"
        except EOFError:
            self.process.join()
            how = f"ended with status {self.process.exitcode}"
        self.process.kill()
        self.process.join()
        raise Died(how)

    def _serve(self, pipe):
        while True:
            pipe.send(self.function(*pipe.recv()))

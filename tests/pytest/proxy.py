"""Servers that fail: what a network does, and what is no hub."""

import os
import shutil
import socket
import tempfile
import threading


class Proxy:
    """A Unix socket that leads to another one, and whose connections can be cut."""

    def __init__(self, target):
        self._folder = tempfile.mkdtemp(prefix="gh")
        self.path, self._target, self._pairs, self.accepted = os.path.join(self._folder, "p"), target, [], 0
        self._lock, self._frozen = threading.Lock(), set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def lead_to(self, target):
        self._target = target

    def cut(self):
        """Breaks every connection that there is; new ones are served."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for one in pairs:
            _shut(one)

    def freeze(self):
        """Lets nothing through any more on the connections that there are, and keeps them open; new ones are served."""
        with self._lock:
            self._frozen.update(self._pairs)

    def close(self):
        _shut(self._listener)
        shutil.rmtree(self._folder, ignore_errors=True)
        self.cut()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
            except OSError:
                return
            with self._lock:
                self._pairs += [near, far]
                self.accepted += 1
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_copy, args=(source, sink, self._frozen), daemon=True).start()


class Silent:
    """A server that says these bytes to every request, and then nothing more."""

    def __init__(self, folder, says=b"", end=False):
        self.path = os.path.join(folder, "s")
        self._says, self._end, self._kept = says, end, []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            one, _ = self._listener.accept()
            one.recv(65536)
            one.sendall(self._says)
            self._kept.append(one)
            if self._end:
                one.shutdown(socket.SHUT_RDWR)


def _copy(source, sink, frozen):
    try:
        while data := source.recv(65536):
            if source not in frozen:
                sink.sendall(data)
    except OSError:
        pass
    _shut(source)
    _shut(sink)


def _shut(one):
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()

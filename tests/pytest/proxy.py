"""A Unix socket that leads to another one, and whose connections can be cut: what a network does."""

import os
import shutil
import socket
import tempfile
import threading


class Proxy:
    def __init__(self, target):
        self._folder = tempfile.mkdtemp(prefix="gh")
        self.path, self._target, self._pairs, self.accepted = os.path.join(self._folder, "p"), target, [], 0
        self._lock = threading.Lock()
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
                threading.Thread(target=_copy, args=(source, sink), daemon=True).start()


def _copy(source, sink):
    try:
        while data := source.recv(65536):
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

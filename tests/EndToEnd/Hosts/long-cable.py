#!/usr/bin/env python3
"""A cable between two network namespaces on which packets take time and get lost, for kernels without netem.

long-cable.py PID-A PID-B DELAY-MS JITTER-MS LOSS-PERCENT

Each end is a TUN interface "cable". A packet takes DELAY plus or minus JITTER, so that some overtake others; LOSS percent of them never
come. The numbers are the same in each run. Ends when its input does.
"""
import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET_BYTES = 65536

libc = ctypes.CDLL(None, use_errno=True)


def end_in(pid):
    """Makes an end in the network namespace of a process, and returns its descriptor."""
    with open(f"/proc/{pid}/ns/net") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter the network of {pid}")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"cable", IFF_TUN | IFF_NO_PI))
    return tun


def main():
    pid_a, pid_b, delay, jitter, loss = sys.argv[1:]
    delay, jitter, loss = float(delay) / 1000, float(jitter) / 1000, float(loss) / 100
    a, b = end_in(pid_a), end_in(pid_b)
    other = {a: b, b: a}
    chance = random.Random(1)
    on_the_way = []  # (when, number, end, packet): a heap
    number = sent = lost = 0
    print("laid", flush=True)
    while True:
        wait = max(0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
        ready, _, _ = select.select([a, b, sys.stdin], [], [], wait)
        if sys.stdin in ready:
            print(f"{sent} packets, {lost} lost", flush=True)
            return
        for end in ready:
            try:
                packet = os.read(end, PACKET_BYTES)
            except OSError:
                continue  # it is down
            sent += 1
            if chance.random() < loss:
                lost += 1
                continue
            number += 1
            heapq.heappush(on_the_way, (time.monotonic() + chance.uniform(delay - jitter, delay + jitter), number, other[end], packet))
        while on_the_way and on_the_way[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(on_the_way)
            try:
                os.write(end, packet)
            except OSError:
                pass  # it is down: what comes then is lost


main()

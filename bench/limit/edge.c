// The limit that bench/edges.sh compares the hub with: a bare program that waits for the edges of one line of a gpiochip and signals an
// eventfd.
//
//   edge --chip PATH --line N --signal PID:FD --stamp FILE [--look MICROS]
//
//   --signal PID:FD   the eventfd, as the process that waits for it numbers it
//   --stamp FILE      eight bytes, where it puts the kernel's timestamp of the edge before it signals
//   --look MICROS     ask the line for so long before going to sleep; 0, as without it: sleep at once
//
// It says "armed" when the line's edges come to it, and runs until it is killed. An edge takes three system calls: epoll_wait, the read of
// what the kernel has queued, and the write of the eventfd. A line has no memory that could be looked at: to look is to ask the kernel
// again and again.
//
// Source: include/uapi/linux/gpio.h, uAPI v2.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/gpio.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void __attribute__((format(printf, 1, 2))) fail(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("edge: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(1);
}

#define MUST(call) ((call) < 0 ? fail("%s: %s", #call, strerror(errno)) : (void)0)

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int request(const char *path, unsigned line)
{
    struct gpio_v2_line_request request = { .num_lines = 1, .offsets = { line }, .consumer = "edge" };
    request.config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
    int chip = open(path, O_RDONLY | O_CLOEXEC);
    if (chip < 0) fail("%s: %s", path, strerror(errno));
    MUST(ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request));
    MUST(close(chip));
    MUST(fcntl(request.fd, F_SETFL, O_NONBLOCK));
    return request.fd;
}

static int fetch(const char *whose)
{
    int pid, fd, process, fetched;
    if (sscanf(whose, "%d:%d", &pid, &fd) != 2) fail("--signal %s: expected PID:FD", whose);
    MUST(process = (int)syscall(SYS_pidfd_open, pid, 0));
    MUST(fetched = (int)syscall(SYS_pidfd_getfd, process, fd, 0));
    return fetched;
}

static volatile uint64_t *map(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) fail("%s: %s", path, strerror(errno));
    void *mapping = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapping == MAP_FAILED) fail("mmap %s: %s", path, strerror(errno));
    return mapping;
}

static _Noreturn void run(int line, int signal, volatile uint64_t *stamp, int64_t look_ns)
{
    struct epoll_event ready = { .events = EPOLLIN };
    int epoll;
    MUST(epoll = epoll_create1(EPOLL_CLOEXEC));
    MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, line, &ready));
    int64_t looks_until = 0;
    while (1) {
        struct gpio_v2_line_event events[16];
        if (look_ns == 0 || now() >= looks_until) epoll_wait(epoll, &ready, 1, -1);
        ssize_t got = read(line, events, sizeof events);
        if (got < 0 && errno == EAGAIN) continue;
        MUST(got);
        uint64_t count = (uint64_t)got / sizeof *events;
        *stamp = events[count - 1].timestamp_ns;
        MUST(write(signal, &count, sizeof count));
        if (look_ns > 0) looks_until = now() + look_ns;
    }
}

int main(int argc, char **argv)
{
    const char *chip = NULL, *line = NULL, *signal = NULL, *stamp = NULL, *look = "0";
    for (int i = 1; i < argc; i += 2) {
        const char **value = !strcmp(argv[i], "--chip") ? &chip : !strcmp(argv[i], "--line") ? &line :
            !strcmp(argv[i], "--signal") ? &signal : !strcmp(argv[i], "--stamp") ? &stamp : !strcmp(argv[i], "--look") ? &look : NULL;
        if (!value || i + 1 == argc) fail("usage: edge --chip PATH --line N --signal PID:FD --stamp FILE [--look MICROS]");
        *value = argv[i + 1];
    }
    if (!chip || !line || !signal || !stamp) fail("--chip, --line, --signal and --stamp are needed");
    int signalled = fetch(signal), requested = request(chip, (unsigned)strtoul(line, NULL, 10));
    volatile uint64_t *shown = map(stamp);
    puts("armed");
    fflush(stdout);
    run(requested, signalled, shown, strtol(look, NULL, 10) * INT64_C(1000));
}

/*
 * gt: what the libgpiod 1.6 tools cannot tell of a GPIO line, over the character device (uAPI v2).
 *
 *   gt bench CHIP LINE COUNT            COUNT reads of an input, and how long each took
 *   gt edges CHIP LINE COUNT            waits for COUNT edges of a line, one read each; prints "armed", and then what an edge cost
 *   gt hold CHIP LINE LEVEL             drives LEVEL (0 or 1) until killed; prints "held"
 *   gt toggle CHIP LINE US              drives 1, 0, 1, … with US microseconds between, and ends low on SIGTERM; prints "toggles", and then
 *                                       how many writes that were and how long the longest took, in microseconds
 *   gt count CHIP LINE                  counts the edges of a line until SIGTERM; prints "armed", and then how many of each kind were read, the
 *                                       last one's number on its line, and how many numbers were missing
 *   gt stress CHIP LINES EVENTS         random requests, changes and releases of edge events on lines 0 to LINES-1,
 *                                       until each has seen EVENTS rising and EVENTS falling; prints what each has seen
 *   gt seed                             makes the kernel's random numbers ready: a rig has no other source, and getrandom() waits for one
 *   gt complaints                       the warnings in the kernel's log, and its errors about gpio
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <linux/gpio.h>
#include <linux/random.h>

static void fail(const char *what)
{
	printf("gt: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int request(const char *chip, const char *line, unsigned long long flags, int level)
{
	struct gpio_v2_line_request r = { .num_lines = 1 };
	int chip_fd = open(chip, O_RDWR | O_CLOEXEC);

	if (chip_fd < 0)
		fail(chip);
	strcpy(r.consumer, "gt");
	r.offsets[0] = atoi(line);
	r.config.flags = flags;
	if (flags & GPIO_V2_LINE_FLAG_OUTPUT) {
		r.config.num_attrs = 1;
		r.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
		r.config.attrs[0].attr.values = level;
		r.config.attrs[0].mask = 1;
	}
	if (ioctl(chip_fd, GPIO_V2_GET_LINE_IOCTL, &r) < 0)
		fail("GPIO_V2_GET_LINE_IOCTL");
	close(chip_fd);
	return r.fd;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int bench(const char *chip, const char *line, int count)
{
	int fd = request(chip, line, GPIO_V2_LINE_FLAG_INPUT, 0);
	double began = now();

	for (int i = 0; i < count; i++) {
		struct gpio_v2_line_values values = { .mask = 1 };

		if (ioctl(fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0)
			fail("GPIO_V2_LINE_GET_VALUES_IOCTL");
	}
	printf("%d reads, %.1f us each\n", count, (now() - began) / count * 1e6);
	return 0;
}

static int compare(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;

	return d < 0 ? -1 : d > 0;
}

/*
 * The processor time is what the kernel accounts to this process: in User-Mode Linux in steps of 10 ms only. The other figure is from the kernel's
 * timestamp of an edge until it has been read.
 */
static int edges_of(const char *chip, const char *line, int count)
{
	int fd = request(chip, line, GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING, 0);
	double *delays = calloc(count, sizeof(*delays));
	struct timespec cpu;

	if (!delays)
		fail("calloc");
	puts("armed");
	for (int i = 0; i < count; i++) {
		struct gpio_v2_line_event e;

		if (read(fd, &e, sizeof(e)) != sizeof(e))
			fail("read");
		delays[i] = now() - e.timestamp_ns / 1e9;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	qsort(delays, count, sizeof(*delays), compare);
	printf("%d edges, %.1f us of processor time each, read %.1f us (median) after they happened\n", count,
	       (cpu.tv_sec * 1e6 + cpu.tv_nsec / 1e3) / count, delays[count / 2] * 1e6);
	return 0;
}

static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

/* Whoever waits in a system call when the signal comes is woken. */
static void until_sigterm(void)
{
	struct sigaction action = { .sa_handler = end };

	sigaction(SIGTERM, &action, NULL);
}

static int toggle(const char *chip, const char *line, int us)
{
	struct gpio_v2_line_values values = { .mask = 1 };
	int fd = request(chip, line, GPIO_V2_LINE_FLAG_OUTPUT, 0);
	unsigned long writes = 0;
	double longest = 0;

	until_sigterm();
	puts("toggles");
	while (!ended || values.bits) {
		double began = now(), took;

		values.bits ^= 1;
		if (ioctl(fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) < 0)
			fail("GPIO_V2_LINE_SET_VALUES_IOCTL");
		writes++;
		took = now() - began;
		if (took > longest)
			longest = took;
		usleep(us);
	}
	printf("%lu %.0f\n", writes, longest * 1e6);
	return 0;
}

static int count(const char *chip, const char *line)
{
	int fd = request(chip, line, GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING, 0);
	unsigned long rising = 0, falling = 0, missing = 0, seq = 0;

	until_sigterm();
	puts("armed");
	while (!ended) {
		struct gpio_v2_line_event e;

		if (read(fd, &e, sizeof(e)) != sizeof(e)) {
			if (errno == EINTR)
				continue;
			fail("read");
		}
		if (e.id == GPIO_V2_LINE_EVENT_RISING_EDGE)
			rising++;
		else
			falling++;
		missing += e.line_seqno - seq - 1;
		seq = e.line_seqno;
	}
	printf("%lu %lu %lu %lu\n", rising, falling, seq, missing);
	return 0;
}

enum { MAX_LINES = 8 };

static const unsigned long long edges[] = {
	GPIO_V2_LINE_FLAG_EDGE_RISING,
	GPIO_V2_LINE_FLAG_EDGE_FALLING,
	GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING,
};

/* ended: interrupts freed, by a change of type or a release; lost: events that its queue in the kernel had no room for */
static struct watched {
	int fd, type;
	unsigned int requests, changes, ended, rising, falling, lost, seq;
} watched[MAX_LINES];

static unsigned int draw(unsigned int limit)
{
	static unsigned int state = 20210806;

	state = state * 1664525 + 1013904223;
	return (state >> 16) % limit;
}

/* What the kernel has complained of since it booted, as far as it may be the driver's doing. */
static int complaints(void)
{
	static const char *const bad[] = { "WARNING:", "BUG", "Oops", "hung", "stall", "nobody cared" };
	unsigned long long next = 0, seq;
	char record[8192];
	ssize_t got;
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (kmsg < 0)
		fail("/dev/kmsg");
	while ((got = read(kmsg, record, sizeof(record) - 1)) > 0) {
		char *text = memchr(record, ';', got);

		record[got] = 0;
		if (!text || sscanf(record, "%*u,%llu", &seq) != 1)
			break;
		if (seq != next)
			puts("the kernel's log is not whole");
		next = seq + 1;
		text[strcspn(text, "\n")] = 0;
		if ((atoi(record) & 7) <= LOG_ERR && strstr(text, "gpio"))
			puts(text + 1);
		for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
			if (strstr(text, bad[i])) {
				puts(text + 1);
				break;
			}
		}
	}
	if (got > 0 || errno != EAGAIN)
		fail("/dev/kmsg");
	return 0;
}

/* Nothing in a rig is secret: that they are ready is all that matters. */
static int seed(void)
{
	struct { struct rand_pool_info info; char bytes[32]; } pool = { .info = { .entropy_count = 256, .buf_size = 32 } };
	int fd = open("/dev/urandom", O_WRONLY);

	if (fd < 0 || ioctl(fd, RNDADDENTROPY, &pool) < 0)
		fail("/dev/urandom");
	return 0;
}

static void read_events(struct watched *w)
{
	struct gpio_v2_line_event e;

	while (read(w->fd, &e, sizeof(e)) == sizeof(e)) {
		if (e.id == GPIO_V2_LINE_EVENT_RISING_EDGE)
			w->rising++;
		else
			w->falling++;
		w->lost += e.line_seqno - w->seq - 1;
		w->seq = e.line_seqno;
	}
	if (errno != EAGAIN)
		fail("read");
}

static void change(struct watched *w, unsigned long long flags)
{
	struct gpio_v2_line_config config = { .flags = GPIO_V2_LINE_FLAG_INPUT | flags };

	if (ioctl(w->fd, GPIO_V2_LINE_SET_CONFIG_IOCTL, &config) < 0)
		fail("GPIO_V2_LINE_SET_CONFIG_IOCTL");
	w->ended++;
}

static void release(struct watched *w)
{
	change(w, 0);		/* no event can follow, and none is thrown away unread */
	read_events(w);
	close(w->fd);
	w->fd = -1;
}

static void step(const char *chip, int n)
{
	struct watched *w = &watched[n];
	char line[12];

	if (w->fd < 0) {
		snprintf(line, sizeof(line), "%d", n);
		w->type = draw(3);
		w->fd = request(chip, line, GPIO_V2_LINE_FLAG_INPUT | edges[w->type], 0);
		fcntl(w->fd, F_SETFL, O_NONBLOCK);
		w->seq = 0;
		w->requests++;
	} else if (draw(2)) {
		w->type = (w->type + 1 + draw(2)) % 3;
		change(w, edges[w->type]);
		w->changes++;
	} else {
		release(w);
	}
}

static int seen_enough(int lines, unsigned int events)
{
	for (int n = 0; n < lines; n++)
		if (watched[n].rising < events || watched[n].falling < events)
			return 0;
	return 1;
}

static int stress(const char *chip, int lines, unsigned int events)
{
	for (int i = 0; i < lines; i++)
		watched[i].fd = -1;
	while (!seen_enough(lines, events)) {
		step(chip, draw(lines));
		for (int n = 0; n < lines; n++)
			if (watched[n].fd >= 0)
				read_events(&watched[n]);
	}
	for (int n = 0; n < lines; n++) {
		struct watched *w = &watched[n];

		if (w->fd >= 0)
			release(w);
		printf("line %d %u %u %u %u %u %u\n", n, w->requests, w->changes, w->ended, w->rising, w->falling, w->lost);
	}
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 5 && !strcmp(argv[1], "bench"))
		return bench(argv[2], argv[3], atoi(argv[4]));
	if (argc == 5 && !strcmp(argv[1], "edges") && atoi(argv[4]) > 0)
		return edges_of(argv[2], argv[3], atoi(argv[4]));
	if (argc == 5 && !strcmp(argv[1], "hold")) {
		request(argv[2], argv[3], GPIO_V2_LINE_FLAG_OUTPUT, atoi(argv[4]));
		puts("held");
		pause();
	}
	if (argc == 5 && !strcmp(argv[1], "toggle"))
		return toggle(argv[2], argv[3], atoi(argv[4]));
	if (argc == 4 && !strcmp(argv[1], "count"))
		return count(argv[2], argv[3]);
	if (argc == 5 && !strcmp(argv[1], "stress") && atoi(argv[3]) <= MAX_LINES)
		return stress(argv[2], atoi(argv[3]), atoi(argv[4]));
	if (argc == 2 && !strcmp(argv[1], "seed"))
		return seed();
	if (argc == 2 && !strcmp(argv[1], "complaints"))
		return complaints();
	fprintf(stderr, "usage: gt bench|edges CHIP LINE COUNT | gt hold CHIP LINE 0|1 | gt toggle CHIP LINE US | gt count CHIP LINE |\n"
		"       gt stress CHIP LINES EVENTS | gt seed | gt complaints\n");
	return 2;
}

/*
 * gt: what the libgpiod 1.6 tools cannot tell of a GPIO line, over the character device (uAPI v2).
 *
 *   gt bench CHIP LINE COUNT            COUNT reads of an input, and how long each took
 *   gt mon CHIP LINE EDGE COUNT         EDGE is rising, falling or both; prints "armed", then each event with the kernel's sequence number of the
 *                                       line: a gap in it is an event that this program lost, not the device
 *   gt hold CHIP LINE LEVEL             drives LEVEL (0 or 1) until killed; prints "held"
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <linux/gpio.h>

static void fail(const char *what)
{
	printf("gt: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int request(const char *chip, const char *line, unsigned long long flags, int level)
{
	struct gpio_v2_line_request r = { .num_lines = 1, .event_buffer_size = 1024 };
	int fd = open(chip, O_RDWR | O_CLOEXEC);

	if (fd < 0)
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
	if (ioctl(fd, GPIO_V2_GET_LINE_IOCTL, &r) < 0)
		fail("GPIO_V2_GET_LINE_IOCTL");
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

static int monitor(const char *chip, const char *line, const char *edge, int count)
{
	unsigned long long flags = GPIO_V2_LINE_FLAG_INPUT;
	int fd;

	if (*edge != 'f')
		flags |= GPIO_V2_LINE_FLAG_EDGE_RISING;
	if (*edge != 'r')
		flags |= GPIO_V2_LINE_FLAG_EDGE_FALLING;
	fd = request(chip, line, flags, 0);
	puts("armed");

	for (int i = 0; i < count; i++) {
		struct gpio_v2_line_event event;

		if (read(fd, &event, sizeof(event)) != sizeof(event))
			fail("read");
		printf("%s %u\n", event.id == GPIO_V2_LINE_EVENT_RISING_EDGE ? "rising" : "falling", event.line_seqno);
	}
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 5 && !strcmp(argv[1], "bench"))
		return bench(argv[2], argv[3], atoi(argv[4]));
	if (argc == 6 && !strcmp(argv[1], "mon"))
		return monitor(argv[2], argv[3], argv[4], atoi(argv[5]));
	if (argc == 5 && !strcmp(argv[1], "hold")) {
		request(argv[2], argv[3], GPIO_V2_LINE_FLAG_OUTPUT, atoi(argv[4]));
		puts("held");
		pause();
	}
	fprintf(stderr, "usage: gt bench CHIP LINE COUNT | gt mon CHIP LINE rising|falling|both COUNT | gt hold CHIP LINE 0|1\n");
	return 2;
}

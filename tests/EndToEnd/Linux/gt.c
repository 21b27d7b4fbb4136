/*
 * gt: what the libgpiod 1.6 tools cannot tell of a GPIO line, over the character device (uAPI v2).
 *
 *   gt bench CHIP LINE COUNT            COUNT reads of an input, and how long each took
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
	struct gpio_v2_line_request r = { .num_lines = 1 };
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

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 5 && !strcmp(argv[1], "bench"))
		return bench(argv[2], argv[3], atoi(argv[4]));
	if (argc == 5 && !strcmp(argv[1], "hold")) {
		request(argv[2], argv[3], GPIO_V2_LINE_FLAG_OUTPUT, atoi(argv[4]));
		puts("held");
		pause();
	}
	fprintf(stderr, "usage: gt bench CHIP LINE COUNT | gt hold CHIP LINE 0|1\n");
	return 2;
}

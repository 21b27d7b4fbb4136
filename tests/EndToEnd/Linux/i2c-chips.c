/*
 * i2c-chips: the chips on an I2C bus whose two wires are GPIO lines, over the character device (uAPI v2), for a bus master that is another
 * guest.
 *
 *   i2c-chips CHIP SCL SDA INT RESET PIN0 PIN1 HALF TIMEOUT
 *   i2c-chips CHIP SCL SDA pace     how long it takes to see a change and answer it, microseconds; the bus is idle
 *
 *   0x50   a memory of 256 bytes in pages of 16, as a 24c02 is
 *   0x27   an expander, as a PCA9554 is: its first two pins are the lines PIN0 and PIN1, and it holds INT low from a change of an input
 *          until that is read. While RESET is low it is reset, and absent from the bus.
 *
 * The master is Linux's i2c-gpio with i2c-gpio,delay-us = HALF and i2c-gpio,timeout-ms = TIMEOUT. These chips hold SCL low from the low
 * half of each clock until they are ready for the next ("clock stretching"): as long as they hold it they have time. They have none while
 * SCL is free, because the master looks at it only while it waits for it to rise. But each half of a clock lasts at least HALF, SDA is
 * stable for half of that around each change of SCL, and a condition (START, STOP) is at least HALF away from one. So
 *
 *   - who looks at both wires, SCL first, at least once in each HALF has seen all changes of SCL and, when it is first high, the bit;
 *   - who sees SCL high, and within half a HALF another SDA than before, has seen a condition;
 *   - who holds SCL within HALF of the last look that saw it high has missed no clock.
 *
 * All are measured, each time. Who was later cannot know what has passed, and says so: SCL stays low then until the master has given up. A
 * transfer fails, but none is wrong, whatever the machine is busy with.
 *
 * Prints a line for each: "ready"; "write ADDRESS COUNT" and "read ADDRESS COUNT", bytes of data after the address; "late"; "reset".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <linux/gpio.h>

#define WATCHED (GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING)

enum symbol { ZERO, ONE, START, STOP, LATE };

static int scl, sda, interrupt, reset, pins[2];
static double half, timeout;		/* seconds, as all times here */
static double looked, held;		/* when the last look at the bus began; when SCL was last pulled low */
static int scl_high, sda_high;		/* what that look saw */
static int quick;			/* SDA was read in the same phase of SCL, whatever has changed: less than half a HALF after it */

static unsigned char memory[256], place;
static unsigned char registers[4], chosen, seen;	/* of the expander: input, output, polarity, direction; what was read last */
static int in_reset;

static void fail(const char *what)
{
	printf("i2c-chips: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int request(const char *chip, const char *offset, unsigned long long flags)
{
	struct gpio_v2_line_request r = {
		.num_lines = 1, .consumer = "i2c-chips", .offsets = { atoi(offset) },
		.config = { .flags = flags, .num_attrs = 1, .attrs[0] = {
			.mask = 1, .attr = { .id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, .values = 1 },
		} },
	};
	int chip_fd = open(chip, O_RDWR | O_CLOEXEC);

	if (chip_fd < 0)
		fail(chip);
	if (ioctl(chip_fd, GPIO_V2_GET_LINE_IOCTL, &r) < 0)
		fail("GPIO_V2_GET_LINE_IOCTL");
	close(chip_fd);
	fcntl(r.fd, F_SETFL, O_NONBLOCK);
	return r.fd;
}

/* Low, or left to the others: on a net with "resolve: wired-and" a 1 is that. It is one request; a change of direction would be two. */
static void drive(int line, int level)
{
	struct gpio_v2_line_values v = { .mask = 1, .bits = level };

	if (ioctl(line, GPIO_V2_LINE_SET_VALUES_IOCTL, &v) < 0)
		fail("GPIO_V2_LINE_SET_VALUES_IOCTL");
}

/* Of the net, whoever drives it. */
static int level(int line)
{
	struct gpio_v2_line_values v = { .mask = 1 };

	if (ioctl(line, GPIO_V2_LINE_GET_VALUES_IOCTL, &v) < 0)
		fail("GPIO_V2_LINE_GET_VALUES_IOCTL");
	return v.bits & 1;
}

/* Waits so long at most for an edge of a line that is watched; what is true then, the levels say. */
static int await(double seconds)
{
	struct pollfd p[] = { { reset, POLLIN }, { pins[0], POLLIN }, { pins[1], POLLIN } };
	struct gpio_v2_line_event events[16];
	int some;

	some = poll(p, 3, 1e3 * seconds) > 0;
	for (int i = 0; i < 3; i++)
		while (p[i].revents & POLLIN && read(p[i].fd, events, sizeof(events)) > 0)
			;
	return some;
}

/* The expander's pins and its reset line, as they are, and what follows for its interrupt. */
static void sense(void)
{
	unsigned char input = 0;
	int was = in_reset;

	in_reset = !level(reset);
	if (in_reset && !was)
		puts("reset");
	for (int i = 0; i < 2; i++)
		input |= level(pins[i]) << i;
	registers[0] = input ^ registers[2];
	if (in_reset) {
		memcpy(registers, (unsigned char[]){ input, 0xff, 0, 0xff }, 4);
		chosen = 0;
		seen = input;
	}
	drive(interrupt, !((registers[0] ^ seen) & registers[3]));
}

/* Looks at the bus. Returns whether nothing can have happened on it unseen since the look before. While SCL is low, SDA says nothing. */
static int look(void)
{
	double before = looked, done;

	looked = now();
	scl_high = level(scl);
	if (scl_high)
		sda_high = level(sda);
	done = now();
	quick = done - looked < half / 2;
	return done - before < half;
}

/* The next look, a moment later. The wires are not watched: an interrupt costs more requests than a look. */
static int look_again(void)
{
	poll(NULL, 0, 1);
	return look();
}

/* SCL has been seen low, and the look that began at HIGH saw it high: holds it. Returns whether it has been low since. */
static int grab(double high)
{
	drive(scl, 0);
	held = now();
	return held - high < half;
}

/* SCL was high at the last look, in which SYMBOL has been: from there to SCL held low. */
static enum symbol hold(enum symbol symbol)
{
	double high;

	do {
		high = looked;
		if (!look_again())
			return LATE;
	} while (scl_high);
	return grab(high) ? symbol : LATE;
}

/* Lets the master have one clock, which is a bit or a condition. SCL is held low before, and after all but STOP. */
static enum symbol clock_bit(void)
{
	int bit;

	looked = now();
	if (looked - held > timeout)	/* too long for the master */
		return LATE;
	drive(scl, 1);
	do
		if (!look_again())
			return LATE;
	while (!scl_high);
	for (bit = sda_high; sda_high == bit;) {
		double high = looked;

		if (!look_again())
			return LATE;
		if (!scl_high)
			return grab(high) ? bit : LATE;
	}
	if (!quick)
		return LATE;
	return bit ? hold(START) : STOP;
}

/* Returns the byte, or a condition that came instead, negative. */
static int take(void)
{
	int byte = 0;

	for (int i = 0; i < 8; i++) {
		enum symbol s = clock_bit();

		if (s > ONE)
			return -s;
		byte = byte << 1 | s;
	}
	return byte;
}

/* Puts a bit on SDA for one clock. */
static enum symbol give_bit(int bit)
{
	enum symbol s;

	drive(sda, bit);
	s = clock_bit();
	drive(sda, 1);
	return s;
}

static enum symbol write_to(int address)
{
	int count = 0, byte;

	while ((byte = take()) >= 0) {
		if (give_bit(0) == LATE)
			return LATE;
		if (address == 0x50) {
			if (count)
				memory[place] = byte;
			place = count ? (place & 0xf0) | ((place + 1) & 0x0f) : byte;
		} else {
			if (count && chosen)	/* the input register is read-only */
				registers[chosen] = byte;
			chosen = count ? chosen : byte & 3;
			sense();
		}
		count++;
	}
	if (byte != -LATE)
		printf("write 0x%02x %d\n", address, count);
	return -byte;
}

static unsigned char next_of(int address)
{
	if (address == 0x50)
		return memory[place++];
	sense();
	if (chosen)
		return registers[chosen];
	seen = registers[0];
	sense();
	return seen;
}

static enum symbol read_from(int address)
{
	enum symbol s;
	int count = 0;

	do {
		unsigned char byte = next_of(address);

		count++;
		for (int i = 7; i >= 0; i--)
			if (give_bit(byte >> i & 1) == LATE)
				return LATE;
		s = give_bit(1);
	} while (s == ZERO);
	if (s != LATE)
		printf("read 0x%02x %d\n", address, count);
	return s == ONE ? clock_bit() : s;
}

/* From a START, with SCL held low, to the next START or the STOP. */
static enum symbol transfer(void)
{
	int address = take();
	enum symbol s;

	if (address < 0)
		return -address;
	sense();
	if (address >> 1 == 0x50 || (address >> 1 == 0x27 && !in_reset)) {
		if (give_bit(0) == LATE)
			return LATE;
		return address & 1 ? read_from(address >> 1) : write_to(address >> 1);
	}
	while ((s = clock_bit()) <= ONE)
		;
	return s;
}

/* From a STOP, or whatever else, to the next START, with SCL held low. */
static enum symbol next_start(void)
{
	int idle = 0;

	for (;;) {
		int all = look();

		if (!scl_high)		/* a clock of something whose START was missed */
			return LATE;
		if (all && idle && !sda_high)
			return quick ? hold(START) : LATE;
		idle = sda_high;
		if (await(half / 4))
			sense();
	}
}

/* Holds the clock until the master has given up, and waits for the clock of its STOP. */
static void give_up(void)
{
	puts("late");
	drive(scl, 0);
	drive(sda, 1);
	poll(NULL, 0, 1.5e3 * timeout);
	drive(scl, 1);
}

static int longer(const void *a, const void *b)
{
	return *(const double *)a > *(const double *)b ? 1 : -1;
}

/* How long it takes from a look, by way of the next, to an answer: longer once in a hundred times. */
static void pace(void)
{
	double took[500];

	for (int i = -100; i < 500; i++) {	/* the first ones warm up all that has a part in it */
		double began = now();

		look();
		look_again();
		drive(scl, 1);
		took[i < 0 ? 0 : i] = now() - began;
	}
	qsort(took, 500, sizeof(took[0]), longer);
	printf("%.0f\n", took[494] * 1e6);
}

int main(int argc, char **argv)
{
	int measured = argc == 5 && !strcmp(argv[4], "pace");

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 10 && !measured) {
		fprintf(stderr, "usage: i2c-chips CHIP SCL SDA INT RESET PIN0 PIN1 HALF_US TIMEOUT_MS\n"
			"       i2c-chips CHIP SCL SDA pace\n");
		return 2;
	}
	/* Before all that its guest does besides: commands of a shell. */
	if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 }) < 0)
		fail("SCHED_FIFO");
	scl = request(argv[1], argv[2], GPIO_V2_LINE_FLAG_OUTPUT);
	sda = request(argv[1], argv[3], GPIO_V2_LINE_FLAG_OUTPUT);
	if (measured) {
		pace();
		return 0;
	}
	interrupt = request(argv[1], argv[4], GPIO_V2_LINE_FLAG_OUTPUT);
	reset = request(argv[1], argv[5], WATCHED);
	pins[0] = request(argv[1], argv[6], WATCHED);
	pins[1] = request(argv[1], argv[7], WATCHED);
	half = atof(argv[8]) / 1e6;
	timeout = atof(argv[9]) / 1e3;
	memset(memory, 0xff, sizeof(memory));
	in_reset = 1;
	sense();
	puts("ready");
	for (;;) {
		enum symbol s = next_start();

		while (s == START)
			s = transfer();
		if (s != STOP)
			give_up();
	}
}

/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/*
 * A consumer of level interrupts inside the kernel, as the driver of a codec or a PMIC is one: that chip holds its interrupt line at a level
 * until it is acknowledged, here by a pulse on a second line. build/kernels.sh builds it into the kernels of the test guests. Below
 * /sys/devices/platform/level-consumer:
 *
 *   request    "LINE high|low hard|thread ACK RUNS" requests the interrupt of LINE. From run number RUNS of its handler on, the chip is
 *              acknowledged: by the handler itself if it is a thread, by a work item if it is hard and may not sleep. "-" frees it.
 *   runs       how often the handler has run since the request
 *   hold       1: a thread stays in its handler until 0 is written
 */
#include <linux/gpio/consumer.h>
#include <linux/gpio/machine.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

static struct device *chip;
static struct gpio_desc *line, *ack;
static int irq, active_level, ack_from;
static atomic_t runs;
static bool requested, hold;
static DEFINE_MUTEX(lock);
static DECLARE_WAIT_QUEUE_HEAD(let_go);

static char line_name[32], ack_name[32];
static struct gpiod_lookup_table lines = {
	.dev_id = "level-consumer",
	.table = {
		{ .key = line_name, .chip_hwnum = U16_MAX, .con_id = "irq" },
		{ .key = ack_name, .chip_hwnum = U16_MAX, .con_id = "ack" },
		{ },
	},
};

static bool active(void)
{
	return gpiod_get_value_cansleep(line) == active_level;
}

/* Like a driver that reads its chip's status until nothing is pending. */
static void serve(struct work_struct *unused)
{
	if (!active())
		return;
	gpiod_set_value_cansleep(ack, 1);
	gpiod_set_value_cansleep(ack, 0);
	while (active())
		;
}

static DECLARE_WORK(work, serve);

static irqreturn_t hard(int irq, void *unused)
{
	if (atomic_inc_return(&runs) >= ack_from)
		schedule_work(&work);
	return IRQ_HANDLED;
}

static irqreturn_t thread(int irq, void *unused)
{
	int run = atomic_inc_return(&runs);

	wait_event(let_go, !hold);
	if (run >= ack_from)
		serve(NULL);
	return IRQ_HANDLED;
}

static void release(void)
{
	if (requested)
		free_irq(irq, &runs);
	requested = false;
	cancel_work_sync(&work);
	if (!IS_ERR_OR_NULL(ack))
		gpiod_put(ack);
	if (!IS_ERR_OR_NULL(line))
		gpiod_put(line);
	ack = line = NULL;
}

static int request(const char *level, const char *context)
{
	bool threaded = !strcmp(context, "thread");
	unsigned long flags = threaded ? IRQF_ONESHOT : 0;
	int err;

	active_level = !strcmp(level, "high");
	flags |= active_level ? IRQF_TRIGGER_HIGH : IRQF_TRIGGER_LOW;
	atomic_set(&runs, 0);

	gpiod_add_lookup_table(&lines);
	line = gpiod_get(chip, "irq", GPIOD_IN);
	ack = gpiod_get(chip, "ack", GPIOD_OUT_LOW);
	gpiod_remove_lookup_table(&lines);
	if (IS_ERR(line))
		return PTR_ERR(line);
	if (IS_ERR(ack))
		return PTR_ERR(ack);

	irq = gpiod_to_irq(line);
	if (irq < 0)
		return irq;
	err = request_threaded_irq(irq, threaded ? NULL : hard, threaded ? thread : NULL, flags, "level-consumer", &runs);
	requested = !err;
	return err;
}

static ssize_t request_store(struct device *dev, struct device_attribute *attribute, const char *text, size_t count)
{
	char level[8], context[8];
	int err = 0;

	mutex_lock(&lock);
	release();
	if (sscanf(text, "%31s %7s %7s %31s %d", line_name, level, context, ack_name, &ack_from) == 5) {
		err = request(level, context);
		if (err)
			release();
	}
	mutex_unlock(&lock);
	return err ?: count;
}

static ssize_t hold_store(struct device *dev, struct device_attribute *attribute, const char *text, size_t count)
{
	WRITE_ONCE(hold, text[0] == '1');
	wake_up(&let_go);
	return count;
}

static ssize_t runs_show(struct device *dev, struct device_attribute *attribute, char *text)
{
	return sprintf(text, "%d\n", atomic_read(&runs));
}

static DEVICE_ATTR_WO(request);
static DEVICE_ATTR_WO(hold);
static DEVICE_ATTR_RO(runs);

static struct attribute *level_consumer_attrs[] = { &dev_attr_request.attr, &dev_attr_hold.attr, &dev_attr_runs.attr, NULL };
ATTRIBUTE_GROUPS(level_consumer);

static int __init level_consumer_init(void)
{
	struct platform_device *device = platform_device_alloc("level-consumer", PLATFORM_DEVID_NONE);

	if (!device)
		return -ENOMEM;
	chip = &device->dev;
	chip->groups = level_consumer_groups;
	return platform_device_add(device);
}
device_initcall(level_consumer_init);

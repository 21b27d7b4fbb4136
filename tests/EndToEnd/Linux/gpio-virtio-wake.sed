# Makes of Linux's gpio-virtio.c a driver for virtio-mmio, gpio_virtio_wake, whose lines wake a guest that is suspended to idle. The
# original's cannot: its interrupts have no irq_set_wake, and at the wake-up the device is reset and its queues are not set up again
# (docs/guests.md, "Suspend"). Here the device is left alone while the guest sleeps, and its own interrupt is one that wakes.
/^#include <linux\/mutex.h>/a\
#include <linux/interrupt.h>\
#include <linux/platform_device.h>
/^\tstruct vgpio_irq_line \*irq_lines;/a\
\tint wake_irq;
/^static struct irq_chip vgpio_irq_chip = {/i\
static int virtio_gpio_irq_set_wake(struct irq_data *d, unsigned int on)\
{\
\tstruct virtio_gpio *vgpio = gpiochip_get_data(irq_data_get_irq_chip_data(d));\
\
\treturn irq_set_irq_wake(vgpio->wake_irq, on);\
}\

/^\t\.irq_set_type\t/a\
\t.irq_set_wake\t\t= virtio_gpio_irq_set_wake,
/^\t\tvgpio->gc.irq.chip\t/a\
\t\tvgpio->wake_irq = dev_is_platform(vdev->dev.parent) ? platform_get_irq(to_platform_device(vdev->dev.parent), 0) : -ENODEV;\
\t\tif (vgpio->wake_irq < 0)\
\t\t\treturn vgpio->wake_irq;\
\t\tdev_pm_syscore_device(vdev->dev.parent, true);
/^\tgpiochip_remove(&vgpio->gc);/a\
\tdev_pm_syscore_device(vdev->dev.parent, false);

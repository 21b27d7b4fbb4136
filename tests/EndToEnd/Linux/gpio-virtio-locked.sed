# Makes of Linux's gpio-virtio.c a second driver, gpio_virtio_locked. Its callbacks take buffers off a queue under the lock under which its
# tasks put them on. The original's do not, which harms a queue where two CPUs meet (docs/guests.md). No line is added: a warning names the
# same line in both.
s/struct mutex lock; \(.* Protects virtqueue operation\)/spinlock_t lock; \1/
s/mutex_init(&vgpio->lock)/spin_lock_init(\&vgpio->lock)/
/^static int _virtio_gpio_req/,/^}/{
	s/^\tint ret;/\tunsigned long flags; int ret;/
	s/mutex_lock(&vgpio->lock)/spin_lock_irqsave(\&vgpio->lock, flags)/
	s/mutex_unlock(&vgpio->lock)/spin_unlock_irqrestore(\&vgpio->lock, flags)/
	s/GFP_KERNEL/GFP_ATOMIC/
}
/^static void virtio_gpio_request_vq/,/^}/{
	s/struct virtio_gpio_line \*line;/& struct virtio_gpio *vgpio = vq->vdev->priv;/
	s/line = virtqueue_get_buf(vq, &len);/spin_lock(\&vgpio->lock); & spin_unlock(\&vgpio->lock);/
}
s/irq_line = virtqueue_get_buf(vgpio->event_vq, &len);/raw_spin_lock(\&vgpio->eventq_lock); & raw_spin_unlock(\&vgpio->eventq_lock);/

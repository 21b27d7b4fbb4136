// Interrupts of one guest line: d delivered, l latched while masked, c coalesced with one that was latched already, u unmasked.

/** Bounded, in order of time. */
export class Interrupts {
  #items = [];

  /** @param {string} kind d, l, c or u */
  push(t, kind) {
    this.#items.push({ t, kind });
    if (this.#items.length > 8192) this.#items.splice(0, 4096);
  }

  get count() { return this.#items.length; }

  /** Those within a range. */
  within(from, to) {
    let low = 0, high = this.#items.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (this.#items[middle].t < from) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let i = low; i < this.#items.length && this.#items[i].t <= to; i++) found.push(this.#items[i]);
    return found;
  }

  /**
   * What there is to draw: each delivery with its latency since the edge that caused it, each latch with the time that it waited, and
   * the times in which the guest has the line masked, from a delivery until it unmasks.
   * An edge that was latched waits until the guest unmasks; its latency counts from the edge all the same.
   * @param {(t: number) => number|null} edgeBefore the time of the net's last edge at or before an instant
   */
  marks(from, to, edgeBefore) {
    const marks = [];
    let latched = null, masked = null;
    for (const { t, kind } of this.within(from - 10e9, to)) {
      if (kind === 'u') {
        if (masked !== null && t >= from) marks.push({ kind: 'masked', t: masked, to: t });
        masked = null;
      } else if (kind === 'l') latched = t;
      else if (kind === 'c') {
        if (t >= from) marks.push({ kind: 'coalesced', t });
      } else {
        const edge = edgeBefore(latched ?? t);
        if (latched !== null && t >= from) marks.push({ kind: 'latched', t: latched, to: t });
        if (t >= from) marks.push({ kind: 'delivered', t, latency: edge === null ? null : t - edge });
        [latched, masked] = [null, t];
      }
    }
    if (masked !== null) marks.push({ kind: 'masked', t: masked, to: null });
    if (latched !== null) marks.push({ kind: 'latched', t: latched, to: null });
    return marks;
  }
}

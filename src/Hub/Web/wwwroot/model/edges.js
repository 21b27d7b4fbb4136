// The edges of one net that the page remembers. Everything older is the recorder's, and is asked of it.

/** Edges in order of time, each with the level after it and who caused it. Bounded: the older half goes when it is full. */
export class Edges {
  #times = new Float64Array(64);
  #marks = new Uint16Array(64);      // bit 0: the level; above it: the cause
  #count = 0;
  #most;

  /** @param {number} most edges that are kept @param {number} from the instant from which on nothing is missing */
  constructor(most, from = -Infinity, level = 0) {
    this.#most = most;
    this.from = from;
    /** The level before the first edge that is kept; null = not known. */
    this.before = level;
    /** Edges ever, by their direction. */
    this.rises = 0;
    this.falls = 0;
    /** Times between which edges are missing: [from, to]. */
    this.lost = [];
  }

  get count() { return this.#count; }

  get level() { return this.#count ? this.#marks[this.#count - 1] & 1 : this.before; }

  get last() { return this.#count ? this.#times[this.#count - 1] : NaN; }

  timeAt(i) { return this.#times[i]; }

  levelAt(i) { return i < 0 ? this.before : this.#marks[i] & 1; }

  causeAt(i) { return this.#marks[i] >> 1; }

  /** An edge that came last. */
  push(t, level, cause = 0) {
    if (this.#count === this.#times.length) this.#grow();
    this.#times[this.#count] = t;
    this.#marks[this.#count++] = cause << 1 | level;
    if (level) this.rises++;
    else this.falls++;
  }

  /** Edges were lost in this time; the level after it is that of the next edge's other side, or the one given. */
  lose(from, to) {
    const last = this.lost.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else this.lost.push([from, to]);
    if (this.lost.length > 256) this.lost.shift();
  }

  /** How many edges are at or before an instant: binary search. */
  upTo(t) {
    let low = 0, high = this.#count;
    while (low < high) {
      const middle = low + high >> 1;
      if (this.#times[middle] <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first edge at or after `t`, from the edge `i` on, which is not after it: galloping, for steps are mostly short. */
  gallop(i, t) {
    const times = this.#times, end = this.#count;
    if (i >= end || times[i] >= t) return i;
    let stride = 1;
    while (i + stride < end && times[i + stride] < t) stride <<= 1;
    let low = i + (stride >> 1), high = Math.min(i + stride, end);
    while (low < high) {
      const middle = low + high >> 1;
      if (times[middle] < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The level at an instant; null = not known. */
  at(t) { return t < this.from ? null : this.levelAt(this.upTo(t) - 1); }

  /** The time of the next edge after an instant; null = none. */
  next(t) {
    const i = this.upTo(t);
    return i < this.#count ? this.#times[i] : null;
  }

  /** The time of the edge before an instant; null = none. */
  previous(t) {
    const i = this.gallop(0, t) - 1;
    return i >= 0 ? this.#times[i] : null;
  }

  /** Edges a second, over the last `ns` before `now`. */
  rate(now, ns = 1e9) { return (this.#count - this.upTo(now - ns)) * 1e9 / ns; }

  #grow() {
    if (this.#count < this.#most) {
      const size = Math.min(this.#most, this.#count * 2);
      const times = new Float64Array(size), marks = new Uint16Array(size);
      times.set(this.#times);
      marks.set(this.#marks);
      [this.#times, this.#marks] = [times, marks];
      return;
    }
    const gone = this.#count >> 1;
    this.before = this.#marks[gone - 1] & 1;
    this.from = this.#times[gone - 1];
    this.#times.copyWithin(0, gone, this.#count);
    this.#marks.copyWithin(0, gone, this.#count);
    this.#count -= gone;
    this.lost = this.lost.filter(([, to]) => to > this.from);
  }
}

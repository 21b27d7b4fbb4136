// Times. The hub's are CLOCK_MONOTONIC in nanoseconds, as text, beyond 2^53. Here they are numbers: nanoseconds since the page's
// origin, exact for 104 days around it.

/** The instant that the page counts from, and how a wall clock runs beside it. */
export class Clock {
  #origin = null;
  #wall = null;      // [nanoseconds since the origin, realtime as BigInt] of the last anchor

  /** A time of the hub, as a number. @param {string|bigint} ns */
  at(ns) {
    const value = BigInt(ns);
    this.#origin ??= value;
    return Number(value - this.#origin);
  }

  /** The same as the hub's text. @param {number} t */
  text(t) { return String((this.#origin ?? 0n) + BigInt(Math.round(t))); }

  /** What the hub says of both clocks at one instant. */
  anchor(monotonic, realtime) { this.#wall = [this.at(monotonic), BigInt(realtime)]; }

  get hasWall() { return this.#wall !== null; }

  /** The wall clock's nanoseconds at an instant; null = the hub has not said it. */
  wall(t) { return this.#wall && this.#wall[1] + BigInt(Math.round(t - this.#wall[0])); }
}

const units = [['ns', 1], ['µs', 1e3], ['ms', 1e6], ['s', 1e9]];

/** A span for a person, four digits at most: 812 ns, 1.82 µs, 20 ms, 2.5 s, 3 min 5 s. @param {number} ns */
export function span(ns) {
  if (!Number.isFinite(ns)) return '–';
  const size = Math.abs(ns);
  const sign = ns < 0 ? '−' : '';
  if (size >= 60e9) {
    const seconds = Math.round(size / 1e9);
    const hours = Math.floor(seconds / 3600);
    return sign + (hours ? `${hours} h ${Math.floor(seconds % 3600 / 60)} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`);
  }
  const [unit, factor] = [...units].reverse().find(([, least]) => size >= least) ?? units[0];
  const value = size / factor;
  const digits = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  return `${sign}${plain(value.toFixed(unit === 'ns' ? 0 : digits))} ${unit}`;
}

/** A span to the nanosecond, as one reads off a cursor: 20.000 105 ms. */
export function exactSpan(ns) {
  const size = Math.round(Math.abs(ns));
  const sign = ns < 0 ? '−' : '';
  const [unit, factor, digits] = size >= 1e9 ? ['s', 1e9, 9] : size >= 1e6 ? ['ms', 1e6, 6] : size >= 1e3 ? ['µs', 1e3, 3] : ['ns', 1, 0];
  const whole = Math.floor(size / factor);
  if (digits === 0) return `${sign}${whole} ns`;
  const part = String(size % factor).padStart(digits, '0').match(/.{3}/g).join(' ');
  return `${sign}${whole}.${part} ${unit}`;
}

/** A frequency: 25 Hz, 1.2 kHz. */
export function rate(hz) {
  if (!Number.isFinite(hz)) return '–';
  if (hz >= 1e6) return `${plain((hz / 1e6).toFixed(2))} MHz`;
  if (hz >= 1e3) return `${plain((hz / 1e3).toFixed(2))} kHz`;
  return `${plain(hz.toFixed(hz >= 10 ? 0 : 1))} Hz`;
}

/** A count, its thousands apart. */
export function count(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ' '); }

/** The time of day of a wall clock's nanoseconds, to the digits that a step needs. @param {bigint} ns */
export function timeOfDay(ns, digits = 3) {
  const date = new Date(Number(ns / 1000000n));
  const two = n => String(n).padStart(2, '0');
  const part = digits ? `.${String(ns % 1000000000n).padStart(9, '0').slice(0, digits)}` : '';
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${part}`;
}

/** Steps of 1, 2 or 5 that give at most `most` ticks over a range. */
export function step(range, most) {
  const rough = Math.max(range / most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(n => n * power).find(n => n >= rough * (1 - 1e-9)) ?? 10 * power;
}

/** The multiples of a step within a range. */
export function ticks(from, to, width) {
  const every = step(to - from, Math.max(1, Math.floor(width / 110)));
  const all = [];
  for (let n = Math.ceil(from / every); n * every <= to; n++) all.push(n * every);
  return { every, all };
}

/** The text of a tick: in the unit of its size, with as many digits as the step needs. */
export function tickText(tick, every) {
  if (tick === 0) return '0';
  const size = Math.abs(tick);
  const [unit, factor] = [...units].reverse().find(([, least]) => size >= least) ?? units[0];
  const digits = Math.max(0, Math.ceil(Math.log10(factor / every) - 1e-9));
  return `${tick < 0 ? '−' : '+'}${(size / factor).toFixed(digits)} ${unit}`;
}

/** A time as it is written into a rig's file or a request, such as 20ms; null = it is none. Nanoseconds. */
export function written(text) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m)\s*$/.exec(text);
  return match ? Number(match[1]) * { ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, m: 60e9 }[match[2]] : null;
}

function plain(number) { return number.includes('.') ? number.replace(/\.?0+$/, '') : number; }

// The part of time that is looked at, and how one moves it. Instants are nanoseconds since the page's origin.

const least = 50, most = 3600e9;

/** @typedef {{ from: number, to: number }} Range */

/** Zooms by a factor, so that the instant under the pointer stays under it. */
export function zoom({ from, to }, factor, at) {
  const wide = Math.min(most, Math.max(least, (to - from) * factor));
  const share = to > from ? (at - from) / (to - from) : 0.5;
  return { from: at - share * wide, to: at + (1 - share) * wide };
}

/** Moves by a part of what is seen. */
export function pan({ from, to }, by) { return { from: from + by, to: to + by }; }

/** The same width, with its end at an instant. */
export function endAt({ from, to }, end) { return { from: end - (to - from), to: end }; }

/** The same width around an instant, which is moved no more than needed to be seen. */
export function show({ from, to }, t) {
  const margin = (to - from) * 0.08;
  if (t >= from + margin && t <= to - margin) return { from, to };
  return t < from + margin ? pan({ from, to }, t - (from + margin)) : pan({ from, to }, t - (to - margin));
}

/** All of these instants, with a little room. */
export function fit(times) {
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const wide = Math.max(to - from, least);
  return { from: from - wide * 0.05, to: to + wide * 0.05 };
}

/** The instant of a pixel, and the pixel of an instant. */
export function timeOf({ from, to }, x, width) { return from + x / width * (to - from); }

export function pixelOf({ from, to }, t, width) { return (t - from) / (to - from) * width; }

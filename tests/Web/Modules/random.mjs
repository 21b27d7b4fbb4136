/** A generator of whole numbers below a bound, the same for the same seed. */
export function random(seed) {
  let state = seed * 2654435761 >>> 0;
  return bound => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 >>> 0;
    let mixed = Math.imul(state ^ state >>> 12, 0x297a2d39);
    mixed = (mixed ^ mixed >>> 15) >>> 0;
    return mixed % bound;
  };
}

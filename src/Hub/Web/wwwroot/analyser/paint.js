// Paints rows of codes as pixels. A row is three lines at most, each repeated: putting them together costs as much as copying memory.

import { busy, fall, high, lost, low, rise, unknown } from './columns.js';

/** The place of a wave within its row, pixels: the line of a high level, and that of a low one. */
export function place(height) { return { top: Math.round(height * 0.2), bottom: Math.round(height * 0.82), thick: height > 40 ? 3 : 2 }; }

/**
 * Colours of one row's lines, by code.
 * @typedef {{ ground: number, line: number, body: number, edge: number, busy: number, unknown: number, hatch: number }} Palette as ABGR
 */

/**
 * @param {Uint8Array} codes
 * @param {Palette} palette
 * @param {Uint32Array} pixels of an image as wide as the codes, `height` high
 */
export function paintRow(codes, palette, pixels, height) {
  const width = codes.length, { top, bottom, thick } = place(height);
  const upper = line(codes, code => ({ [high]: palette.line, [rise]: palette.edge, [fall]: palette.edge, [busy]: palette.edge })[code]
    ?? palette.ground);
  const body = line(codes, code => ({ [high]: palette.body, [rise]: palette.edge, [fall]: palette.edge, [busy]: palette.busy })[code]
    ?? palette.ground);
  const lower = line(codes, code => ({ [low]: palette.line, [rise]: palette.edge, [fall]: palette.edge, [busy]: palette.edge,
    [high]: palette.body })[code] ?? palette.ground);
  const ground = new Uint32Array(width).fill(palette.ground);
  for (let y = 0; y < height; y++) {
    const source = y < top || y >= bottom + thick ? ground : y < top + thick ? upper : y >= bottom ? lower : body;
    pixels.set(source, y * width);
  }
  stripe(codes, palette, pixels, height);
}

/** One line of a row: runs of equal codes are filled. */
function line(codes, colour) {
  const width = codes.length, pixels = new Uint32Array(width);
  const colours = Uint32Array.from({ length: 8 }, (_, code) => colour(code));
  for (let x = 0; x < width;) {
    const code = codes[x];
    let end = x + 1;
    while (end < width && codes[end] === code) end++;
    pixels.fill(colours[code], x, end);
    x = end;
  }
  return pixels;
}

/** Slanted stripes where edges were lost, dots where nothing is known: two shapes, whatever the colours. */
function stripe(codes, palette, pixels, height) {
  const width = codes.length, middle = height >> 1;
  for (let x = 0; x < width; x++) {
    if (codes[x] === lost) {
      for (let y = 2; y < height - 2; y++) if ((x + y) % 8 < 3) pixels[y * width + x] = palette.hatch;
    } else if (codes[x] === unknown && x % 6 < 2) pixels[middle * width + x] = palette.unknown;
  }
}

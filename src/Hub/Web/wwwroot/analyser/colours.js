// The theme's colours, as canvases take them.

const names = ['ground', 'wave', 'wave-body', 'wave-edge', 'wave-busy', 'unknown', 'hatch', 'text', 'dim', 'rule', 'accent', 'alarm',
  'focus-row'];

/** Reads the custom properties of the style sheet, in force where `element` stands. @returns {Record<string, string>} CSS colours */
export function colours(element) {
  const probe = document.createElement('span');
  element.append(probe);
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** A CSS colour as a pixel of an image: ABGR. */
export function pixel(colour) {
  const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return (Math.round(alpha * 255) << 24 | b << 16 | g << 8 | r) >>> 0;
}

/** @returns {import('./paint.js').Palette} */
export function palette(of, focused) {
  return {
    ground: pixel(of[focused ? 'focus-row' : 'ground']), line: pixel(of.wave), body: pixel(of['wave-body']), edge: pixel(of['wave-edge']),
    busy: pixel(of['wave-busy']), unknown: pixel(of.unknown), hatch: pixel(of.hatch),
  };
}

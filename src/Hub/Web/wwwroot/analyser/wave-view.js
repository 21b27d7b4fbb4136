// <wave-view>: the canvas of the analyser. Rows are painted as pixels, and only those that have changed; text and cursors stand on a
// canvas above.

import { effect } from '../lib/signals-core.js';
import { link, store } from '../state.js';
import { colours, palette } from './colours.js';
import { hatch, ofEdges, ofTile, ahead } from './columns.js';
import { drawAxis, drawOverlay } from './overlay.js';
import { paintRow } from './paint.js';
import { drawn, tiles } from './recorder.js';
import * as scope from './scope.js';
import { timeOf } from './window.js';

export const axisHeight = 30;
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Decides each column of one net's row. */
export function columnsOf(line, { from, to }, codes) {
  const edges = store.nets.get(line)?.edges, width = codes.length, now = store.now;
  codes.fill(0);
  const border = edges ? Math.max(0, Math.min(width, Math.ceil((edges.from - from) / (to - from) * width))) : width;
  const tile = tiles.get(line);
  if (tile && border > 0) ofTile(tile, from, to, codes, border);
  if (edges && border < width) ofEdges(edges, from, to, codes, border);
  // What is yet to come is neither high nor low.
  const present = Math.ceil((now - from) / (to - from) * width);
  if (present < width) codes.fill(ahead, Math.max(0, present), width);
  if (link.peek().state === 'lost') hatch([[store.heard, now]], from, to, codes);
}

class WaveView extends HTMLElement {
  #waves = document.createElement('canvas');
  #above = document.createElement('canvas');
  #axis = document.createElement('canvas');
  #painted = new Map();
  #frame = 0;
  #ends = [];
  #theme = null;
  #lastMove = 0;
  /** What SHIFT and the pointer have drawn: { line, from, to }. */
  selection = null;
  /** How long the last picture took, ms. */
  took = 0;

  connectedCallback() {
    this.#axis.className = 'axis';
    this.replaceChildren(this.#axis, this.#waves, this.#above);
    for (const canvas of this.children) canvas.setAttribute('aria-hidden', 'true');
    const watcher = new ResizeObserver(() => this.redraw());
    watcher.observe(this);
    const dark = matchMedia('(prefers-color-scheme: dark)'), repaint = () => this.redraw();
    dark.addEventListener('change', repaint);
    this.#ends = [
      () => watcher.disconnect(), () => dark.removeEventListener('change', repaint),
      effect(() => {
        for (const one of [scope.range, scope.rows, scope.focused, scope.caret, scope.a, scope.b, scope.fired, scope.axis, drawn,
          link]) one.value;
        this.#ask();
      }),
    ];
    this.#ask();
  }

  disconnectedCallback() {
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Everything anew: another size, another theme. */
  redraw() {
    this.#theme = null;
    this.#painted.clear();
    this.#ask();
  }

  /** The width of the waves, CSS pixels. */
  get wide() { return this.clientWidth; }

  /** The instant under a pointer. */
  timeAt(event) { return timeOf(scope.range.peek(), event.clientX - this.getBoundingClientRect().left, this.wide); }

  /** The net under a pointer; its number. */
  netAt(event) {
    const y = event.clientY - this.getBoundingClientRect().top - axisHeight;
    const row = scope.rows.peek().find(row => y >= row.top && y < row.top + row.height);
    return row ? scope.lines.peek().indexOf(row.line) : -1;
  }

  /** The picture, for a file: ground, waves and what stands above them. */
  picture() {
    const picture = document.createElement('canvas');
    [picture.width, picture.height] = [this.#waves.width, this.#axis.height + this.#waves.height];
    const context = picture.getContext('2d');
    context.drawImage(this.#axis, 0, 0);
    context.drawImage(this.#waves, 0, this.#axis.height);
    context.drawImage(this.#above, 0, this.#axis.height);
    return picture;
  }

  #ask() { this.#frame ||= requestAnimationFrame(() => this.#draw()); }

  #draw() {
    this.#frame = 0;
    if (!this.isConnected || !this.wide) return;
    const began = performance.now();
    if (scope.following.peek() && !Number.isNaN(store.now)) this.#keepUp(began);
    this.#theme ??= colours(this);
    const ratio = Math.min(2, devicePixelRatio || 1), width = Math.round(this.wide * ratio), height = Math.max(1, scope.rowsHeight.peek());
    size(this.#waves, width, Math.round(height * ratio), this.wide, height);
    if (this.#waves.fresh) this.#painted.clear();
    size(this.#above, width, Math.round(height * ratio), this.wide, height);
    size(this.#axis, width, Math.round(axisHeight * ratio), this.wide, axisHeight);
    this.#paintRows(width, ratio);
    const context = this.#above.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.wide, height);
    drawOverlay(context, this.wide, height, this.#theme, this.selection, this.#visible());
    const axis = this.#axis.getContext('2d');
    axis.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawAxis(axis, this.wide, axisHeight, this.#theme);
    this.took = performance.now() - began;
    scope.fetchOlder(Math.round(this.wide));
    if (scope.following.peek() || store.now < scope.range.peek().to || link.peek().state === 'lost') this.#ask();
  }

  /** Moves with the present: each frame, or once a second for who wants no motion. */
  #keepUp(now) {
    if (still.matches && now - this.#lastMove < 1000) return;
    this.#lastMove = now;
    const { from, to } = scope.range.peek();
    scope.range.value = { from: store.now - (to - from) * 0.98, to: store.now + (to - from) * 0.02 };
  }

  /** The part of the rows that is on the screen: [top, bottom]. */
  #visible() {
    const box = this.closest('.scope')?.getBoundingClientRect(), own = this.getBoundingClientRect();
    return box ? [box.top - own.top - axisHeight, box.bottom - own.top - axisHeight] : [0, Infinity];
  }

  #paintRows(width, ratio) {
    const { from, to } = scope.range.peek(), [top, bottom] = this.#visible(), now = store.now;
    const context = this.#waves.getContext('2d', { alpha: false });
    const codes = new Uint8Array(width), inFocus = scope.lines.peek()[scope.focused.peek()];
    for (const row of scope.rows.peek()) {
      if (row.top + row.height < top || row.top > bottom) continue;
      const edges = store.nets.get(row.line)?.edges, focused = row.line === inFocus;
      const key = [row.kind, from, to, focused, edges?.count, edges?.last, drawn.peek(), now < to ? now : 0, link.peek().state]
        .join();
      if (this.#painted.get(row.top) === key) continue;
      this.#painted.set(row.top, key);
      const height = Math.round(row.height * ratio), image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer), colours = palette(this.#theme, focused);
      if (row.kind === 'wave') {
        columnsOf(row.line, { from, to }, codes);
        paintRow(codes, colours, pixels, height);
      } else pixels.fill(colours.ground);
      context.putImageData(image, 0, Math.round(row.top * ratio));
    }
  }
}

function size(canvas, width, height, cssWidth, cssHeight) {
  canvas.fresh = canvas.width !== width || canvas.height !== height;
  if (!canvas.fresh) return;
  [canvas.width, canvas.height] = [width, height];
  [canvas.style.width, canvas.style.height] = [`${cssWidth}px`, `${cssHeight}px`];
}

customElements.define('wave-view', WaveView);

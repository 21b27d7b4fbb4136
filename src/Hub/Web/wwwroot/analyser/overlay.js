// What stands above the waves: cursors, trigger, faults, interrupts with their latency; and the axis of time.

import { clock, store } from '../state.js';
import { hex, segments } from '../model/bus.js';
import { span, tickText, ticks, timeOfDay } from '../model/time.js';
import { oldInterrupts, whole } from './recorder.js';
import * as scope from './scope.js';
import { pixelOf } from './window.js';

const font = '11px system-ui, "DejaVu Sans", sans-serif';

export function drawOverlay(context, width, height, colours, selection, [top, bottom]) {
  const range = scope.range.peek(), x = t => pixelOf(range, t, width);
  context.font = font;
  context.textBaseline = 'middle';
  for (const row of scope.rows.peek()) {
    if (row.top + row.height < top || row.top > bottom) continue;
    context.fillStyle = colours.rule;
    context.fillRect(0, row.top + row.height - 1, width, 1);
    if (row.kind === 'wave') faults(context, row, x, width, colours);
    else if (row.kind === 'bus') bus(context, row, x, range, width, colours);
    else interrupts(context, row, x, range, colours);
  }
  if (selection) {
    const row = scope.rows.peek().find(row => row.line === selection.line && row.kind === 'wave');
    if (row) box(context, x(Math.min(selection.from, selection.to)), row.top + 2, Math.abs(x(selection.to) - x(selection.from)),
      row.height - 5, colours.accent);
  }
  cursor(context, scope.fired.peek(), 'T', x, width, height, colours, colours.alarm, [2, 2]);
  cursor(context, scope.caret.peek(), '', x, width, height, colours, colours.dim, [4, 3]);
  cursor(context, scope.a.peek(), 'A', x, width, height, colours, colours.accent, []);
  cursor(context, scope.b.peek(), 'B', x, width, height, colours, colours.accent, []);
}

function cursor(context, t, name, x, width, height, colours, colour, dash) {
  if (t === null) return;
  const at = Math.round(x(t)) + 0.5;
  if (at < -8 || at > width + 8) return;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = name ? 1.5 : 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(at, 0);
  context.lineTo(at, height);
  context.stroke();
  context.setLineDash([]);
  if (!name) return;
  context.fillRect(at - 7, 0, 14, 14);
  context.fillStyle = colours.ground;
  context.textAlign = 'center';
  context.fillText(name, at, 7.5);
}

/** A bus: a box for each value, pointed where it changes, with the number in it where there is room. */
function bus(context, row, x, range, width, colours) {
  const lines = scope.edgesOf(row.line), top = row.top + 10, bottom = row.top + row.height - 10, middle = (top + bottom) / 2;
  const found = segments(lines, range.from, Math.min(range.to, store.now));
  context.fillStyle = colours['wave-busy'];
  if (found === null) {
    context.fillRect(0, top, Math.min(width, x(store.now)), bottom - top);
    return;
  }
  context.lineWidth = 1.5;
  context.textAlign = 'center';
  for (const { from, to, value } of found) {
    const [left, right] = [x(from), x(to)], slant = Math.min(4, (right - left) / 2);
    context.strokeStyle = value === null ? colours.hatch : colours.wave;
    context.beginPath();
    context.moveTo(left, middle);
    context.lineTo(left + slant, top);
    context.lineTo(right - slant, top);
    context.lineTo(right, middle);
    context.lineTo(right - slant, bottom);
    context.lineTo(left + slant, bottom);
    context.closePath();
    context.stroke();
    const text = value === null ? '?' : hex(value, lines.length);
    if (right - left < 14 + 7 * text.length) continue;
    context.fillStyle = colours.text;
    context.fillText(text, (left + right) / 2, middle);
  }
}

/** A fault lies on its net: a bar along the row, with its kind. */
function faults(context, row, x, width, colours) {
  for (const fault of store.nets.get(row.line)?.faults ?? []) {
    const begin = Math.max(-2, x(fault.from)), end = Math.min(width + 2, fault.to === null ? Math.min(width, x(store.now)) : x(fault.to));
    if (end < 0 || begin > width) continue;
    context.strokeStyle = context.fillStyle = colours.alarm;
    context.setLineDash([6, 3]);
    context.strokeRect(begin, row.top + 1.5, Math.max(2, end - begin), row.height - 4);
    context.setLineDash([]);
    context.textAlign = 'left';
    context.fillText(`▲ ${fault.kind} ${fault.id}`, Math.max(4, begin + 4), row.top + 8);
  }
}

/** Delivered: a diamond with its latency. Masked: a thin line. Latched: a bar on it. Coalesced: a ring. */
function interrupts(context, row, x, range, colours) {
  const edges = whole(row.line), border = store.nets.get(row.line)?.edges.from ?? -Infinity, middle = row.top + row.height / 2;
  const before = t => {
    const i = edges?.upTo(t) ?? 0;
    return i > 0 ? edges.timeAt(i - 1) : null;
  };
  const marks = [
    ...oldInterrupts.get(row.guestLine)?.marks(range.from, Math.min(range.to, border), before) ?? [],
    ...store.interrupts.get(row.guestLine)?.marks(Math.max(range.from, border), range.to, before) ?? [],
  ];
  const crowded = marks.length > 2000;
  context.textAlign = 'left';
  const drawn = crowded ? marks.filter((_, i) => i % Math.ceil(marks.length / 2000) === 0) : marks;
  for (let i = 0; i < drawn.length; i++) {
    const mark = drawn[i], at = x(mark.t);
    if (mark.kind === 'masked') {
      context.fillStyle = colours.dim;
      context.fillRect(at, middle, Math.max(1, x(mark.to ?? store.now) - at), 1);
    } else if (mark.kind === 'latched') {
      const end = x(mark.to ?? store.now);
      context.fillStyle = colours['wave-busy'];
      context.fillRect(at, middle - 3, Math.max(2, end - at), 6);
    } else if (mark.kind === 'coalesced') {
      context.strokeStyle = colours.dim;
      context.lineWidth = 1;
      context.beginPath();
      context.arc(at, middle, 3.5, 0, 7);
      context.stroke();
    } else {
      context.fillStyle = colours.accent;
      context.beginPath();
      context.moveTo(at, middle - 5);
      context.lineTo(at + 5, middle);
      context.lineTo(at, middle + 5);
      context.lineTo(at - 5, middle);
      context.fill();
      if (mark.latency === null) continue;
      // The number stands where there is room for it before the next mark.
      const text = span(mark.latency), next = drawn.slice(i + 1).find(one => one.t > mark.t && one.kind !== 'masked');
      if (next && at + 16 + context.measureText(text).width > x(next.t)) continue;
      context.fillStyle = colours.text;
      context.fillText(text, at + 8, middle);
    }
  }
}

function box(context, left, top, width, height, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.strokeRect(left + 0.5, top + 0.5, width, height);
}

export function drawAxis(context, width, height, colours) {
  const range = scope.range.peek(), zero = scope.zero.peek(), kind = scope.axis.peek();
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  context.font = font;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const { every, all } = ticks(range.from - zero, range.to - zero, width);
  for (const tick of all) {
    const at = Math.round(pixelOf(range, tick + zero, width)) + 0.5;
    context.fillStyle = colours.rule;
    context.fillRect(at, height - 8, 1, 8);
    context.fillStyle = colours.dim;
    context.fillText(label(tick, zero, kind, every), at + 4, height / 2 - 2);
  }
  context.fillStyle = colours.rule;
  context.fillRect(0, height - 1, width, 1);
}

/** A tick's text: to as many digits as the step needs. */
export function label(tick, zero, kind, every) {
  const digits = Math.max(0, Math.min(9, 9 - Math.floor(Math.log10(Math.max(1, every)))));
  if (kind === 'wall' && clock.hasWall) return timeOfDay(clock.wall(tick + zero), digits);
  if (kind === 'monotonic') {
    const text = clock.text(tick + zero).padStart(10, '0');
    return `${text.slice(0, -9)}${digits ? `.${text.slice(-9).slice(0, digits)}` : ''} s`;
  }
  return tickText(Math.round(tick / every) * every, every);
}

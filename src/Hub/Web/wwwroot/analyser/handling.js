// How pointer, wheel and keys move the analyser.

import { batch, signal } from '../lib/signals-core.js';
import { store } from '../state.js';
import { measure } from './measure.js';
import { drawn, whole } from './recorder.js';
import * as scope from './scope.js';
import { pan, show, timeOf } from './window.js';

/** What SHIFT-drag has measured last: { line, found }; null = nothing. */
export const shiftDrag = signal(null);

export function keys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const wide = scope.range.value.to - scope.range.value.from;
  switch (event.key) {
    case '+': case '=': scope.zoom(0.5); break;
    case '-': case '−': scope.zoom(2); break;
    case '0': scope.fit(); break;
    case 'ArrowLeft': if (event.shiftKey) scope.look(pan(scope.range.value, -wide / 4)); else scope.step(-1); break;
    case 'ArrowRight': if (event.shiftKey) scope.look(pan(scope.range.value, wide / 4)); else scope.step(1); break;
    case 'ArrowUp': scope.focusRow(-1); break;
    case 'ArrowDown': scope.focusRow(1); break;
    case '[': scope.a.value = scope.caret.value ?? (scope.range.value.from + wide / 2); break;
    case ']': scope.b.value = scope.caret.value ?? (scope.range.value.from + wide / 2); break;
    case 'Home': if (scope.a.value !== null) scope.look(show(scope.range.value, scope.a.value)); break;
    case 'End': if (scope.b.value !== null) scope.look(show(scope.range.value, scope.b.value)); break;
    case 'Escape': escape(event.currentTarget); break;
    case ' ': scope.follow(!scope.following.value); break;
    default: return;
  }
  event.preventDefault();
}

export function wheel(event) {
  event.preventDefault();
  const { from, to } = scope.range.value;
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    scope.look(pan(scope.range.value, (event.deltaX || event.deltaY) / 800 * (to - from)));
    return;
  }
  if (event.ctrlKey || !event.shiftKey) scope.zoom(2 ** (Math.max(-200, Math.min(200, event.deltaY)) / 250),
    scope.following.value ? null : event.currentTarget.timeAt(event));
}

/** A click puts the caret there; a drag pans; with SHIFT it measures. */
export function pointer(event) {
  if (event.button !== 0) return;
  const view = event.currentTarget, began = scope.range.value, x = event.clientX, t = view.timeAt(event), measuring = event.shiftKey;
  const net = view.netAt(event);
  if (net >= 0) scope.focused.value = net;
  let moved = false;
  view.setPointerCapture(event.pointerId);
  const move = now => {
    moved ||= Math.abs(now.clientX - x) > 3;
    if (!moved) return;
    const line = scope.lines.value[net];
    if (measuring && store.nets.has(line)) {
      view.selection = { line, from: t, to: view.timeAt(now) };
      shiftDrag.value = { line, found: measure(whole(line), view.selection.from, view.selection.to) };
      drawn.value++;
    } else scope.look(pan(began, timeOf(began, 0, view.wide) - timeOf(began, now.clientX - x, view.wide)));
  };
  const end = () => {
    view.removeEventListener('pointermove', move);
    view.removeEventListener('pointerup', end);
    view.removeEventListener('pointercancel', end);
    if (!moved) scope.caret.value = t;
    if (!moved) clear(view);
  };
  view.addEventListener('pointermove', move);
  view.addEventListener('pointerup', end);
  view.addEventListener('pointercancel', end);
}

/** Without cursors and what they measure. */
function escape(view) {
  batch(() => {
    for (const cursor of [scope.a, scope.b, scope.caret]) cursor.value = null;
  });
  clear(view);
}

function clear(view) {
  view.selection = null;
  shiftDrag.value = null;
  drawn.value++;
}

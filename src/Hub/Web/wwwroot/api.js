// Requests to the hub that this page came from, and to no other.

import { read, token, write } from './model/route.js';

const key = 'gpiohub-token';

/** Takes the token out of the URL, so that neither the address bar nor the history keeps it. @returns {boolean} there was one */
export function takeToken() {
  const found = token(location.hash);
  if (found === null) return false;
  sessionStorage.setItem(key, found);
  const { view, of, query, lines } = read(location.hash.replace(/([?&#])token=[^&]*&?/, '$1'));
  history.replaceState(null, '', write(view, of, query, lines));
  return true;
}

export function keepToken(text) { sessionStorage.setItem(key, text); }

/** A refusal, in the hub's own words. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `the hub answered ${status}`);
    this.status = status;
    this.code = problem.code ?? '';
    this.errors = problem.errors ?? [];
  }
}

/**
 * Asks the hub.
 * @param {string} path from /v1 on
 * @param {{ method?: string, body?: string, type?: string, headers?: Record<string, string>, signal?: AbortSignal }} request
 * @returns {Promise<Response>} a success
 * @throws {Refused} and TypeError where nobody answers
 */
export async function ask(path, { method = 'GET', body, type = 'application/json', headers = {}, signal } = {}) {
  const secret = sessionStorage.getItem(key);
  const response = await fetch(path, {
    method, body, signal, cache: 'no-store', credentials: 'omit', redirect: 'error',
    headers: {
      ...headers,
      ...secret ? { Authorization: `Bearer ${secret}` } : {},
      ...body === undefined ? {} : { 'Content-Type': type },
    },
  });
  if (response.ok) return response;
  let problem = {};
  try {
    problem = JSON.parse(await response.text());
  } catch {
    // Not the hub's words: the status has to do.
  }
  throw new Refused(response.status, problem);
}

export async function json(path, request) { return await (await ask(path, request)).json(); }

export function post(path, document) { return ask(path, { method: 'POST', body: JSON.stringify(document) }); }

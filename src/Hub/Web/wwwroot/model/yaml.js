// JSON as the YAML that a person would write. Whatever might be read as something else is in double quotes, where JSON's escapes are
// YAML's.

const width = 110;

/** @param {unknown} value */
export function yaml(value, depth = 0) {
  const pad = '  '.repeat(depth);
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []\n';
    const flat = inline(value);
    if (value.every(item => !isNode(item)) && pad.length + flat.length < width) return ` ${flat}\n`;
    return `\n${value.map(item => `${pad}- ${isNode(item) ? inline(item) : scalar(item)}\n`).join('')}`;
  }
  if (isNode(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    if (entries.length === 0) return ' {}\n';
    const body = entries.map(([key, item]) => `${pad}${scalar(key)}:${isNode(item) ? yaml(item,
      depth + 1) : ` ${scalar(item)}\n`}`).join('');
    return depth === 0 ? body : `\n${body}`;
  }
  return ` ${scalar(value)}\n`;
}

function inline(value) {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isNode(value)) return scalar(value);
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, item]) => `${scalar(key)}: ${inline(item)}`).join(', ')} }`;
}

function isNode(value) { return value !== null && typeof value === 'object'; }

function scalar(value) {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z_/.][A-Za-z0-9_./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n|\.+)$/i.test(value) && !/^\.\d/.test(value)
    ? value : JSON.stringify(value);
}

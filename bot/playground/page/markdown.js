// The markdown block: standard Markdown (not Slack's mrkdwn), as language models and documents write it.
// A small reader of the common parts; raw HTML in it is shown as text.

import { h } from './dom.js';
import { emojiCharacter, emojiNode, emojiPattern } from './emoji.js';
import { linkNode } from './mentions.js';
import { scrolling } from './tables.js';

const listMark = /^(\s*)([-*+]|\d+[.)])\s+(\[[ xX]\]\s+)?(.*)$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

// markdown renders a whole text.
export function markdown(text) {
  const rows = String(text ?? '').split('\n');
  const nodes = [];
  let at = 0;
  while (at < rows.length) {
    const [next, node] = block(rows, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

// block reads the construct that begins at a row and returns [the row after it, its node or null].
function block(rows, at) {
  const row = rows[at];
  if (/^\s*$/.test(row)) return [at + 1, null];
  if (/^\s*```/.test(row)) return fence(rows, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(row);
  if (heading) return [at + 1, headingNode(heading[1].length, heading[2])];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(row)) return [at + 1, h('hr')];
  if (/^\s*>/.test(row)) return quote(rows, at);
  if (listMark.test(row)) return list(rows, at);
  if (row.includes('|') && tableRule.test(rows[at + 1] ?? '')) return table(rows, at);
  return paragraph(rows, at);
}

// Headings inside a message stand below the page's own, so a screen reader's outline stays right.
function headingNode(level, text) {
  return h(
    'div',
    { class: `md-heading md-heading-${level}`, role: 'heading', 'aria-level': Math.min(level + 1, 6) },
    inline(text),
  );
}

// fence is a code block; one without an end goes on to the end of the text.
function fence(rows, at) {
  let end = at + 1;
  while (end < rows.length && !/^\s*```\s*$/.test(rows[end])) end += 1;
  return [end + 1, h('pre', { class: 'code-block' }, rows.slice(at + 1, end).join('\n'))];
}

// quote may hold anything, other quotes too.
function quote(rows, at) {
  let end = at;
  while (end < rows.length && /^\s*>/.test(rows[end])) end += 1;
  const inner = rows
    .slice(at, end)
    .map((row) => row.replace(/^\s*> ?/, ''))
    .join('\n');
  return [end, h('blockquote', {}, markdown(inner))];
}

// list reads items of one depth; deeper ones become a list inside the item above them.
function list(rows, at) {
  const [, indent, mark] = listMark.exec(rows[at]);
  const node = h(/\d/.test(mark) ? 'ol' : 'ul', /\d/.test(mark) ? { start: parseInt(mark, 10) } : {});
  let next = at;
  while (next < rows.length) {
    const match = listMark.exec(rows[next]);
    if (!match || match[1].length < indent.length) break;
    if (match[1].length > indent.length && node.lastChild) {
      const [after, deeper] = list(rows, next);
      node.lastChild.append(deeper);
      next = after;
      continue;
    }
    const ticked = match[3] ? h('span', { class: 'md-task' }, /x/i.test(match[3]) ? '☑ ' : '☐ ') : null;
    node.append(h('li', {}, ticked, inline(match[4])));
    next += 1;
  }
  return [next, node];
}

// cells splits a row of a table at its bars, but not at escaped ones.
function cells(row) {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\\|/g, '|'));
}

// table takes the alignment of each column from the row of dashes.
function table(rows, at) {
  const aligns = cells(rows[at + 1]).map((c) => (c.endsWith(':') ? (c.startsWith(':') ? 'center' : 'right') : 'left'));
  const line = (row, tag) =>
    h(
      'tr',
      {},
      cells(row).map((cell, i) => h(tag, { style: { 'text-align': aligns[i] ?? 'left' } }, inline(cell))),
    );
  let end = at + 2;
  while (end < rows.length && rows[end].includes('|')) end += 1;
  const body = rows.slice(at + 2, end).map((row) => line(row, 'td'));
  return [
    end,
    scrolling('Table', h('table', { class: 'grid' }, h('thead', {}, line(rows[at], 'th')), h('tbody', {}, body))),
  ];
}

// paragraph ends at an empty line or where something else begins.
function paragraph(rows, at) {
  let end = at + 1;
  while (end < rows.length && !/^\s*$|^\s*```|^#{1,6}\s|^\s*>/.test(rows[end]) && !listMark.test(rows[end])) end += 1;
  const nodes = rows.slice(at, end).flatMap((row, i) => (i ? [h('br'), ...inline(row)] : inline(row)));
  return [end, h('p', { class: 'md-paragraph' }, nodes)];
}

// Inline forms, first match wins. Each makes a node from its match.
const forms = [
  [/^\\([\\`*_{}[\]()#+.!~|>-])/, (m) => m[1]],
  [/^`([^`]+)`/, (m) => h('code', {}, m[1])],
  [/^!\[([^\]]*)\]\(([^)\s]+)\)/, (m) => linkNode(m[2], m[1] || 'image')],
  [/^\[([^\]]+)\]\(([^)\s]+)\)/, (m) => linkNode(m[2], inline(m[1]))],
  [/^<(https?:\/\/[^\s<>]+)>/, (m) => linkNode(m[1], m[1])],
  [/^\*\*(?=\S)(.+?\S|\S)\*\*/, (m) => h('strong', {}, inline(m[1]))],
  [/^__(?=\S)(.+?\S|\S)__/, (m) => h('strong', {}, inline(m[1]))],
  [/^~~(?=\S)(.+?)~~/, (m) => h('s', {}, inline(m[1]))],
  [/^\*(?=\S)(.+?)\*/, (m) => h('em', {}, inline(m[1]))],
  [/^_(?=\S)(.+?)_(?![\p{L}\p{N}])/u, (m) => h('em', {}, inline(m[1]))],
  [/^https?:\/\/[^\s<>)]+[^\s<>).,;:!?]/, (m) => linkNode(m[0], m[0])],
];

// inline renders one line.
function inline(text) {
  const nodes = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const found = formAt(text, at);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    nodes.push(plain, found[1]);
    plain = '';
    at += found[0];
  }
  return [...nodes, plain];
}

// formAt tries the forms at one position.
function formAt(text, at) {
  const rest = text.slice(at);
  if (rest[0] === '_' && at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1])) return null; // snake_case
  const emoji = emojiPattern.exec(rest);
  if (emoji && emojiCharacter(emoji[1])) return [emoji[0].length, emojiNode(emoji[1])];
  for (const [pattern, make] of forms) {
    const match = pattern.exec(rest);
    if (match) return [match[0].length, make(match)];
  }
  return null;
}

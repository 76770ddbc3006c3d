// Slack's own markup ("mrkdwn") as DOM. It is not Markdown: *bold*, _italic_, ~strike~, `code`, ```blocks```,
// > quotes, :emoji:, and everything with meaning between angle brackets. What does not parse stays as typed.

import { h } from './dom.js';
import { emojiNode, emojiPattern, emojiCharacter } from './emoji.js';
import { channelMention, dateNode, groupMention, linkNode, subteamMention, userMention } from './mentions.js';

// decode undoes the three entities that Slack has, and no other: "&lt;b&gt;" becomes the text "<b>".
export function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name]);
}

// plainNodes renders a plain_text object: no markup but emoji, and not even those when emoji is false.
export function plainNodes(object) {
  const text = decode(object?.text ?? '');
  if (object?.emoji === false) return [text];
  const nodes = [];
  let rest = text;
  while (rest) {
    const at = rest.search(/:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:/);
    if (at < 0) break;
    const name = emojiPattern.exec(rest.slice(at))[1];
    nodes.push(rest.slice(0, at), emojiNode(name));
    rest = rest.slice(at + name.length + 2);
  }
  return [...nodes, rest];
}

// textNodes renders a text object of either kind.
export function textNodes(model, object) {
  if (!object) return [];
  return object.type === 'mrkdwn' ? mrkdwn(model, object.text) : plainNodes(object);
}

// plainText is what the object says without its markup, for labels and announcements.
export function plainText(object) {
  return h('span', {}, plainNodes(object)).textContent;
}

// mrkdwn renders a text. typed: a person typed it in the message box, where Slack turns "- x" and "1. x" into
// lists; in what an app sends it leaves them as they are.
export function mrkdwn(model, text, { typed = false } = {}) {
  const nodes = [];
  // Code blocks are cut out first: nothing inside them is markup.
  for (const [i, piece] of String(text ?? '')
    .split(/```/)
    .entries()) {
    const closed = i % 2 === 1 && i < String(text).split(/```/).length - 1;
    if (closed) {
      nodes.push(h('pre', { class: 'code-block' }, codeText(piece.replace(/^\n|\n$/g, ''))));
    } else {
      nodes.push(...lines(model, trimBesideCode(i % 2 === 1 ? '```' + piece : piece, i), typed));
    }
  }
  return nodes;
}

// A line break beside a code block is the block's own edge, not an empty line.
function trimBesideCode(text, index) {
  return index > 0 ? text.replace(/^\n/, '') : text;
}

// codeText shows angle-bracket forms inside code by their label, as Slack does.
function codeText(text) {
  return decode(
    text.replace(/<(?:https?:|mailto:)[^<>|]*\|([^<>]*)>/g, '$1').replace(/<((?:https?:|mailto:)[^<>|]*)>/g, '$1'),
  );
}

const quoteMark = /^(?:&gt;|>) ?/;
const quoteToEnd = /^(?:&gt;&gt;&gt;|>>>) ?/; // everything that follows belongs to this quote
const listMark = /^( *)(?:[-*•]|(\d+)\.) +(.*)$/;

// lines takes text without code blocks and gathers quotes and lists; all else is inline text and breaks.
function lines(model, text, typed) {
  const rows = text.split('\n');
  const nodes = [];
  let at = 0;
  while (at < rows.length) {
    const toEnd = quoteToEnd.exec(rows[at]);
    if (toEnd) {
      const quoted = [rows[at].slice(toEnd[0].length), ...rows.slice(at + 1)].join('\n');
      return [...nodes, h('blockquote', {}, lines(model, quoted, typed))];
    }
    const from = at;
    while (at < rows.length && quoteMark.test(rows[at]) && !quoteToEnd.test(rows[at])) at += 1;
    if (at > from) {
      const quoted = rows
        .slice(from, at)
        .map((row) => row.replace(quoteMark, ''))
        .join('\n');
      nodes.push(h('blockquote', {}, lines(model, quoted, typed)));
      continue;
    }
    while (typed && at < rows.length && sameList(rows[from], rows[at])) at += 1;
    if (at > from) {
      nodes.push(list(model, rows.slice(from, at)));
      continue;
    }
    nodes.push(...inline(model, rows[at]));
    at += 1;
    if (at < rows.length && !quoteMark.test(rows[at])) nodes.push(h('br'));
  }
  return nodes;
}

// sameList: a row goes on with the list that begins at another one. Bullets and numbers make two lists.
function sameList(first, row) {
  const [begun, next] = [listMark.exec(first), listMark.exec(row)];
  return Boolean(begun && next) && Boolean(begun[2]) === Boolean(next[2]);
}

// list renders rows of one list; deeper ones are indented.
function list(model, rows) {
  const numbered = listMark.exec(rows[0])[2];
  const items = rows.map((row) => {
    const [, indent, , body] = listMark.exec(row);
    return h('li', { style: { 'margin-left': `${Math.min(indent.length, 8) / 2}em` } }, inline(model, body));
  });
  return h(numbered ? 'ol' : 'ul', numbered ? { start: numbered } : {}, items);
}

// Each rule looks at the text from one position and returns [length taken, node], or null. The order matters:
// code hides everything inside it, and angle brackets hide * and _ in addresses.
const rules = [codeRule, angleRule, emojiRule, urlRule, styleRule];
const mayStart = /[`<:*_~h]/;

// inline renders one line.
function inline(model, text) {
  const nodes = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const found = mayStart.test(text[at]) ? firstRule(model, text, at) : null;
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(decode(plain));
    plain = '';
    nodes.push(found[1]);
    at += found[0];
  }
  if (plain) nodes.push(decode(plain));
  return nodes;
}

// firstRule asks each rule in turn.
function firstRule(model, text, at) {
  for (const rule of rules) {
    const found = rule(model, text, at);
    if (found) return found;
  }
  return null;
}

// codeRule: `code` on one line.
function codeRule(_model, text, at) {
  const match = /^`([^`\n]+)`/.exec(text.slice(at));
  return match && [match[0].length, h('code', {}, codeText(match[1]))];
}

// emojiRule: only names that there are; "10:30:45" has none.
function emojiRule(_model, text, at) {
  const match = emojiPattern.exec(text.slice(at));
  return match && emojiCharacter(match[1]) ? [match[0].length, emojiNode(match[1])] : null;
}

// A bare address becomes a link; the full stop that ends the sentence is not part of it.
function urlRule(_model, text, at) {
  if (at > 0 && /[\w/]/.test(text[at - 1])) return null;
  const match = /^https?:\/\/[^\s<>|`]+/.exec(text.slice(at));
  if (!match) return null;
  const url = match[0].replace(/[.,;:!?)'"*_~]+$/, '');
  return [url.length, linkNode(decode(url), decode(url))];
}

const styleTags = { '*': 'strong', _: 'em', '~': 's' };

// *bold* and its like count only around whole words: 2*3*4 and snake_case_name stay as they are.
function styleRule(model, text, at) {
  const mark = text[at];
  if (!styleTags[mark] || (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1]))) return null;
  const rest = text.slice(at + 1);
  if (!rest || /\s/.test(rest[0]) || rest[0] === mark) return null;
  for (let end = rest.indexOf(mark, 1); end > 0; end = rest.indexOf(mark, end + 1)) {
    const closes = !/\s/.test(rest[end - 1]) && !/[\p{L}\p{N}]/u.test(rest[end + 1] ?? ' ');
    if (closes && !insideAngles(rest, end)) return [end + 2, h(styleTags[mark], {}, inline(model, rest.slice(0, end)))];
  }
  return null;
}

// insideAngles: a * within <…|…> does not end what began outside of it.
function insideAngles(text, at) {
  return text.lastIndexOf('<', at) > text.lastIndexOf('>', at) && text.indexOf('>', at) > 0;
}

// angleRule: whatever Slack marks up by itself.
function angleRule(model, text, at) {
  const match = /^<([^<>\n]+)>/.exec(text.slice(at));
  return match && [match[0].length, angle(model, match[1], at === 0)];
}

// angle renders what stands between < and >; first: at the beginning of a line.
function angle(model, body, first) {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : body.slice(bar + 1);
  if (/^@[UW]/.test(target)) return userMention(model, target.slice(1));
  if (/^#C/.test(target)) return channelMention(model, target.slice(1), label);
  if (target.startsWith('!date^')) {
    const [, unix, pattern, url] = target.split('^');
    return dateNode(model, unix, pattern ?? '', decode(label), { url, first });
  }
  if (target.startsWith('!subteam^')) return subteamMention(model, target.slice(9), decode(label));
  if (target.startsWith('!')) return groupMention((label || target.slice(1)).replace(/^@/, ''));
  const shown = label || target.replace(/^mailto:/, '');
  return linkNode(decode(target), label ? inline(model, label) : decode(shown));
}

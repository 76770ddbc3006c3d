// The rich_text block: what Slack's own message box makes, and what apps send when they mean one thing exactly.

import { h } from './dom.js';
import { emojiNode } from './emoji.js';
import { channelMention, dateNode, groupMention, linkNode, subteamMention, userMention } from './mentions.js';

// richText renders the elements of a rich_text block, or of a rich_text cell in a table.
export function richText(model, elements = []) {
  const nodes = [];
  for (const element of elements) nodes.push(...part(model, element));
  return nodes;
}

// part renders one element of the block.
function part(model, element) {
  const inside = () => sectionNodes(model, element.elements);
  switch (element.type) {
    case 'rich_text_section':
      return [h('div', { class: 'rich-section' }, inside())];
    case 'rich_text_quote':
      return [h('blockquote', {}, inside())];
    case 'rich_text_preformatted':
      return [h('pre', { class: 'code-block' }, inside())];
    case 'rich_text_list':
      return [listNode(model, element)];
    default:
      return sectionNodes(model, [element]);
  }
}

// listNode: each depth is a list of its own in the data, indented by its number.
function listNode(model, element) {
  const tag = element.style === 'ordered' ? 'ol' : 'ul';
  const items = (element.elements ?? []).map((item) =>
    h('li', {}, item.elements ? sectionNodes(model, item.elements) : part(model, item)),
  );
  const start = element.style === 'ordered' && element.offset ? element.offset + 1 : null;
  return h(
    tag,
    {
      start,
      class: `indent-${Math.min(element.indent ?? 0, 8) % 3}`,
      style: { 'margin-left': `${(element.indent ?? 0) * 1.6}em` },
    },
    items,
  );
}

// sectionNodes renders what stands in a line.
function sectionNodes(model, elements = []) {
  return elements.map((element) => styled(element.style, leaf(model, element)));
}

// leaf renders one piece of a line. A kind that this page does not know shows its text.
function leaf(model, element) {
  switch (element.type) {
    case 'text':
      return textWithBreaks(element.text);
    case 'link':
      return linkNode(element.url, element.text || element.url);
    case 'user':
      return userMention(model, element.user_id);
    case 'channel':
      return channelMention(model, element.channel_id);
    case 'usergroup':
      return subteamMention(model, element.usergroup_id);
    case 'broadcast':
      return groupMention(element.range);
    case 'emoji':
      return emojiNode(element.name + (element.skin_tone ? `::skin-tone-${element.skin_tone}` : ''));
    case 'date':
      return dateNode(model, element.timestamp, element.format, element.fallback ?? '', { url: element.url ?? '' });
    case 'color':
      return colorNode(element.value);
    default:
      return element.text ?? '';
  }
}

// textWithBreaks: a text may hold line breaks.
function textWithBreaks(text = '') {
  return text.split('\n').flatMap((line, i) => (i ? [h('br'), line] : [line]));
}

// colorNode shows a colour beside its name, if it is one.
function colorNode(value = '') {
  const swatch = /^#[0-9a-f]{3,8}$/i.test(value)
    ? h('span', { class: 'swatch', style: { 'background-color': value } })
    : null;
  return h('span', {}, swatch, value);
}

const styleTags = [
  ['code', 'code'],
  ['strike', 's'],
  ['italic', 'em'],
  ['bold', 'strong'],
  ['underline', 'u'],
  ['highlight', 'mark'],
];

// styled wraps a node in its styles, code innermost.
function styled(style, node) {
  let nodes = node;
  for (const [name, tag] of styleTags) {
    if (style?.[name]) nodes = h(tag, {}, nodes);
  }
  return nodes;
}

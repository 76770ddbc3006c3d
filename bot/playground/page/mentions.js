// The small things that stand inside text: people, channels, groups, dates and links. mrkdwn, rich_text and
// markdown all draw them through here, so that a person looks the same wherever they are named.
//
// model is the page's state (state.js): who is looking, in which zone, at what time.

import { h } from './dom.js';
import { slackDate } from './times.js';

// userMention names a person; the viewer's own name is highlighted.
export function userMention(model, id) {
  const mine = id === model.me ? ' mention-me' : '';
  return h('span', { class: `mention${mine}` }, `@${model.nameOf(id)}`);
}

// channelMention is a link into a channel that the viewer can see, and plain words for one they cannot.
export function channelMention(model, id, label = '') {
  const channel = model.channels.get(id);
  if (!channel) return h('span', { class: 'mention' }, label ? `#${label}` : '#private channel');
  return h(
    'button',
    { type: 'button', class: 'mention mention-channel', on: { click: () => model.openChannel(id) } },
    `#${channel.name}`,
  );
}

// subteamMention is a user group, by its handle; highlighted for whoever is in it.
export function subteamMention(model, id, label = '') {
  const group = model.groups.get(id);
  const name = (group?.handle || label || id).replace(/^@/, '');
  const mine = group?.members?.includes(model.me) ? ' mention-me' : '';
  return h('span', { class: `mention${mine}` }, `@${name}`);
}

// groupMention is @here, @channel or @everyone, which call whoever reads it.
export function groupMention(label) {
  return h('span', { class: 'mention mention-me' }, `@${label}`);
}

// dateNode renders <!date^…>: the viewer's own zone, or the fallback where the format cannot be drawn. first: it
// begins a line, so that it is "Today at 09:00" there and "closes today at 09:00" elsewhere.
export function dateNode(model, unix, pattern, fallback, { url = '', first = false } = {}) {
  const plain = slackDate(pattern, Number(unix), model.zone(), model.now()) ?? fallback;
  const text = first ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain;
  if (url) return linkNode(url, text);
  return h('time', { title: slackDate('{date_long} {time}', Number(unix), model.zone(), model.now()) }, text);
}

const allowedSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'slack:']);

// safeUrl returns the address, or "" for one that must not be followed (javascript:, data:, …).
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return allowedSchemes.has(parsed.protocol) ? parsed.href : '';
  } catch {
    return '';
  }
}

// linkNode is a link that opens outside, or the bare words if its address is not one to follow.
export function linkNode(url, ...label) {
  const href = safeUrl(url);
  if (!href) return h('span', {}, label.length ? label : url);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label.length ? label : url);
}

// Secondary attachments: the older form of a message, a box with a coloured edge.

import { h } from './dom.js';
import { blocks } from './blocks.js';
import { mrkdwn } from './mrkdwn.js';
import { safeUrl } from './mentions.js';

const named = { good: '#2e7d4f', warning: '#b7791f', danger: '#c01343' };

// attachmentList is the attachments of a message, or null.
export function attachmentList(ctx, message) {
  if (!message.attachments?.length) return null;
  return message.attachments.map((a) => one(ctx, a));
}

// one is a single attachment. Its text is read as mrkdwn, which Slack has made the rule.
function one(ctx, a) {
  const colour = named[a.color] ?? (a.color ? `#${a.color.replace('#', '')}` : 'var(--edge)');
  const words = (key) => (a[key] ? h('div', { class: `attachment-${key}` }, mrkdwn(ctx.model, a[key])) : null);
  const box = h(
    'div',
    { class: 'attachment', style: { 'border-color': colour } },
    a.author_name ? h('div', { class: 'attachment-author' }, linked(a.author_name, a.author_link)) : null,
    a.title ? h('div', { class: 'attachment-title' }, linked(a.title, a.title_link)) : null,
    words('text'),
    a.fields?.length
      ? h(
          'div',
          { class: 'fields' },
          a.fields.map((f) => field(ctx, f)),
        )
      : null,
    a.blocks?.length ? blocks(ctx, a.blocks) : null,
    picture(a),
    a.footer ? h('small', { class: 'muted' }, a.footer) : null,
  );
  return h('div', {}, words('pretext'), box);
}

// field is a name with its value.
function field(ctx, { title, value }) {
  return h('div', {}, h('b', {}, title ?? ''), h('br'), mrkdwn(ctx.model, value ?? ''));
}

// linked is a text, and a link where there is an address that may be one.
function linked(text, address) {
  const href = safeUrl(address);
  return href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text) : text;
}

// picture is the image of an attachment, large or small.
function picture(a) {
  const src = safeUrl(a.image_url ?? a.thumb_url);
  if (!src) return null;
  const size = a.image_url ? 'block-picture' : 'accessory-image';
  return h('img', { class: size, src, alt: a.title ?? '', loading: 'lazy' });
}

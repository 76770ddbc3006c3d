// What is attached to a message: files, drawn as Slack draws them, and the mark of a pinned message.

import { h, icon } from './dom.js';

// fileList is the files of a message, or null. Pictures are shown; anything else is a card that opens it.
export function fileList(message) {
  if (!message.files?.length) return null;
  return h(
    'ul',
    { class: 'files', 'aria-label': 'Files' },
    message.files.map((file) => h('li', {}, one(file))),
  );
}

// one is a single file; its address is on this server, so nothing is fetched from elsewhere.
function one(file) {
  const name = file.title || file.name;
  if (file.image) return h('img', { class: 'block-picture', src: file.url, alt: file.alt || name, loading: 'lazy' });
  return h(
    'a',
    { class: 'file', href: file.url, target: '_blank', rel: 'noopener' },
    h('b', {}, name),
    h('small', {}, sizeOf(file.size)),
  );
}

// sizeOf says a size as people do.
function sizeOf(bytes = 0) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// pinnedMark is the line above a message that somebody has pinned.
export function pinnedMark(message) {
  return message.pinned ? h('div', { class: 'pinned' }, icon('pin'), 'Pinned') : null;
}

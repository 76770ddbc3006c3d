// What stands above the first message of a conversation: what it is, and for a newcomer what to try.

import { append, h, icon } from './dom.js';
import { avatar } from './avatars.js';

const tries = 4; // commands that are offered; the slash button shows the rest

// beginning is the top of a conversation.
export function beginning(model, channel) {
  if (model.isDM(channel)) return directly(model, channel);
  const mark = channel.private ? icon('lock') : icon('hash');
  return append(h('div', { class: 'beginning' }), [
    h('h2', {}, mark, channel.name),
    h(
      'p',
      {},
      `This is the very beginning of the #${channel.name} channel.`,
      channel.purpose ? ` ${channel.purpose}` : '',
    ),
    channel.member && channel.members?.includes(model.app.user) ? toTry(model) : null,
  ]);
}

// directly is the top of a direct conversation, with one or with several.
function directly(model, channel) {
  const faces = channel.dm_with ? [channel.dm_with] : model.others(channel);
  const name = model.titleOf(channel);
  return append(h('div', { class: 'beginning' }), [
    h(
      'div',
      { class: 'beginning-faces' },
      faces.slice(0, 5).map((id) => avatar(model, id, 56)),
    ),
    h('h2', {}, name),
    h('p', {}, `This is the very beginning of your direct messages with ${name}.`),
    channel.dm_with === model.app.user ? toTry(model) : null,
  ]);
}

// toTry puts commands into the message box, where one reads on what they take. Nothing is sent by it.
function toTry(model) {
  const { commands } = model;
  if (!commands.length) return null;
  return h(
    'div',
    { class: 'to-try', role: 'group', 'aria-label': `Commands of ${model.app.name}` },
    h('span', { class: 'muted' }, 'To try:'),
    commands.slice(0, tries).map((c) =>
      h(
        'button',
        {
          type: 'button',
          class: 'try',
          title: c.description || null,
          on: { click: () => model.emit('draft', { text: exampleOf(c) }) },
        },
        exampleOf(c).trim(),
      ),
    ),
  );
}

// exampleOf is a line that works: the first example of the command's own hint, if that begins with a number.
export function exampleOf({ command, usage_hint: hint = '' }) {
  const example = /^\d+ \p{L}+/u.exec(hint ?? '')?.[0];
  return example ? `${command} ${example}` : `${command} `;
}

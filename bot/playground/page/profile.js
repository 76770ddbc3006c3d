// A person up close: the card behind a name, and the conversation that one begins with them.

import { h, iconButton, popup } from './dom.js';
import { avatar } from './avatars.js';
import { menu } from './dialogs.js';
import { act } from './link.js';
import { place, roleOf } from './people.js';
import { statusButton, statusLine } from './status.js';
import { clockTime } from './times.js';

// nameButton is a name that opens the card. Slackbot is no person, and what it says leads nowhere.
export function nameButton(model, id) {
  const name = model.nameOf(id);
  if (!model.users.has(id)) return h('span', { class: 'who' }, name);
  const button = h(
    'button',
    {
      type: 'button',
      class: 'who',
      tabindex: '-1',
      'aria-haspopup': 'dialog',
      title: model.user(id).title || null,
      on: { click: () => openCard(model, id, button) },
    },
    name,
  );
  return button;
}

// openCard shows who somebody is: their role, their time, and the way to write to them.
function openCard(model, id, button) {
  const user = model.user(id);
  const app = id === model.app.user;
  const lines = app
    ? [user.title || `An app in ${model.team.name}`]
    : [roleOf(user), `${clockTime(model.now(), user.tz)} local time, ${place(user)}`, statusLine(model, user)];
  const write = () => {
    panel.hidePopover();
    if (app) model.openTab('messages');
    else writeTo(model, id);
  };
  const panel = h(
    'div',
    { class: 'menu card-of-person', role: 'dialog', 'aria-label': model.nameOf(id), popover: 'auto' },
    avatar(model, id, 72),
    h(
      'div',
      { class: 'person-text' },
      h('b', {}, model.nameOf(id)),
      lines.filter(Boolean).map((line) => h('small', {}, line)),
    ),
    id === model.me
      ? statusButton(model, button, () => panel.hidePopover())
      : h('button', { type: 'button', class: 'button', on: { click: write } }, h('span', {}, 'Message')),
  );
  panel.addEventListener('toggle', ({ newState }) => newState === 'closed' && panel.remove());
  button.after(panel);
  popup(panel, button, { width: 260 });
  panel.querySelector('button')?.focus();
}

// newMessage is the button beside the direct messages: everybody whom one can write to.
export function newMessage(model) {
  const button = iconButton('plus', 'New message', () => {
    const people = [...model.users.values()].filter((u) => !u.is_bot && !u.deleted && u.id !== model.me);
    const items = people.map((u) => ({ label: model.nameOf(u.id), note: roleOf(u), act: () => writeTo(model, u.id) }));
    const panel = menu(button, items);
    button.after(panel);
    popup(panel, button, { width: 260, tall: 480 });
    panel.querySelector('[role=menuitem]')?.focus();
  });
  button.setAttribute('aria-haspopup', 'menu');
  button.dataset.focus = 'new-message';
  return button;
}

// writeTo opens the conversation with somebody. It may be new, and then comes by the stream, perhaps after the answer.
async function writeTo(model, id) {
  const answer = await act(model, { do: 'direct', name: id });
  if (answer.ok) {
    document.body.dataset.pane = 'main'; // a phone-wide window was at the list
    model.openChannel(answer.channel);
  } else model.emit('toast', { text: answer.error, bad: true });
}

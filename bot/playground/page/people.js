// Who one is: the switcher of people.

import { h, icon, popup } from './dom.js';
import { avatar } from './avatars.js';
import { menu } from './dialogs.js';
import { statusItem, statusMark } from './status.js';
import { clockTime } from './times.js';

// roleOf is what a person is here, in a word or two; what their title says already is not said twice.
export function roleOf(user) {
  const what = [user.title];
  if (user.is_admin) what.push('Admin');
  if (user.is_guest) what.push('Guest');
  if (user.is_stranger) what.push('Another organisation');
  if (user.deleted) what.push('Deactivated');
  const said = (word, i) => word && (i === 0 || !(user.title ?? '').toLowerCase().includes(word.toLowerCase()));
  return what.filter(said).join(' · ') || 'Member';
}

// peopleButton shows who one is and opens the list. become(id) switches.
export function peopleButton(model, become) {
  const me = model.user(model.me);
  const button = h(
    'button',
    {
      type: 'button',
      class: 'you',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-focus': 'you',
      title: 'Be somebody else',
      on: { click: () => open(model, button, become) },
    },
    avatar(model, model.me, 32),
    h(
      'span',
      { class: 'you-text' },
      h('small', {}, 'You are'),
      h('b', {}, model.nameOf(model.me)),
      h('small', { class: 'you-role' }, roleOf(me)),
    ),
    icon('down'),
  );
  return button;
}

// open shows everybody whom one can be; the one who is, has the focus.
function open(model, button, become) {
  const people = [...model.users.values()].filter((u) => !u.is_bot && !u.deleted);
  const close = () => panel.hidePopover();
  const entries = people.map((user) => ({ node: entry(model, user, become, close) }));
  const panel = menu(button, [{ node: statusItem(model, button, close) }, ...entries], 'people');
  button.after(panel);
  popup(panel, button, { width: 350, tall: 640 });
  (panel.querySelector('[aria-checked=true]') ?? panel.querySelector('[role^=menuitem]'))?.focus();
}

// entry is one person, with a link that opens them in a second window.
function entry(model, user, become, close) {
  const current = user.id === model.me;
  const note = `${roleOf(user)} · ${clockTime(model.now(), user.tz)} ${place(user)}`;
  return h(
    'div',
    { class: 'person', role: 'none' },
    h(
      'button',
      {
        type: 'button',
        role: 'menuitemradio',
        'aria-checked': String(current),
        class: `menu-item${current ? ' chosen' : ''}`,
        on: {
          click: () => {
            close();
            become(user.id);
          },
        },
      },
      avatar(model, user.id, 28),
      h('span', { class: 'person-text' }, h('b', {}, model.nameOf(user.id), statusMark(model, user)), h('small', {}, note)),
      current ? icon('check') : null,
    ),
    h(
      'a',
      {
        class: 'person-window',
        role: 'menuitem',
        href: `/?as=${encodeURIComponent(user.id)}`,
        target: '_blank',
        title: `Be ${model.nameOf(user.id)} in a second window`,
        'aria-label': `Be ${model.nameOf(user.id)} in a second window`,
      },
      icon('window'),
    ),
  );
}

// place is the city of a zone: "Europe/London" is "London".
export function place(user) {
  return (user.tz || 'UTC').split('/').at(-1).replaceAll('_', ' ');
}

// What somebody's status says, and the menu that sets one's own. Slack's client calls it "Update your status".

import { h, popup } from './dom.js';
import { emojiNode } from './emoji.js';
import { menu } from './dialogs.js';
import { act } from './link.js';
import { clockTime, nearDay, shortDay } from './times.js';

// The ones that Slack proposes in every workspace; to is how long they stand, in words that the server knows.
const proposed = [
  { name: 'spiral_calendar_pad', text: 'In a meeting', to: 'an hour', note: 'For an hour' },
  { name: 'bus', text: 'Commuting', to: 'half an hour', note: 'For half an hour' },
  { name: 'face_with_thermometer', text: 'Out sick', to: 'today', note: 'Until the end of the day' },
  { name: 'palm_tree', text: 'Vacationing', to: '', note: 'Until you clear it' },
  { name: 'house_with_garden', text: 'Working remotely', to: 'today', note: 'Until the end of the day' },
];

// statusOf is the status that stands now, or null. The server tells nobody when one expires; the page goes by its clock.
function statusOf(model, user) {
  if (!user.status_emoji && !user.status_text) return null;
  const until = user.status_until * 1000;
  if (until && until <= model.now()) return null;
  return { emoji: user.status_emoji.replaceAll(':', ''), text: user.status_text, until };
}

// statusMark is the emoji beside a name, or null.
export function statusMark(model, user) {
  const status = statusOf(model, user);
  if (!status?.emoji) return null;
  return h('span', { class: 'status', title: status.text || null }, emojiNode(status.emoji));
}

// statusLine is a status in words, with its end: "Out sick, until today 23:59".
export function statusLine(model, user) {
  const status = statusOf(model, user);
  if (!status) return '';
  const text = status.text || `:${status.emoji}:`;
  if (!status.until) return text;
  const zone = model.zone();
  const day = nearDay(status.until, zone, model.now()).toLowerCase() || shortDay(status.until, zone);
  return `${text}, until ${day} ${clockTime(status.until, zone)}`;
}

// statusButton is how one's own card leads to the menu.
export function statusButton(model, anchor, close) {
  const click = () => {
    close();
    openStatuses(model, anchor);
  };
  return h('button', { type: 'button', class: 'button', on: { click } }, h('span', {}, 'Update your status'));
}

// statusItem does the same in the list of people.
export function statusItem(model, anchor, close) {
  const click = () => {
    close();
    openStatuses(model, anchor);
  };
  const now = statusLine(model, model.user(model.me));
  return h(
    'button',
    { type: 'button', role: 'menuitem', class: 'menu-item', on: { click } },
    h('span', {}, 'Update your status'),
    now ? h('small', {}, now) : null,
  );
}

// openStatuses shows what one can say of oneself.
function openStatuses(model, anchor) {
  const choose = (p) => {
    panel.hidePopover();
    set(model, p);
  };
  const items = proposed.map((p) => ({
    node: h(
      'button',
      { type: 'button', role: 'menuitem', class: 'menu-item', on: { click: () => choose(p) } },
      emojiNode(p.name),
      h('span', {}, p.text),
      h('small', {}, p.note),
    ),
  }));
  if (statusOf(model, model.user(model.me))) {
    items.push({ label: 'Clear your status', act: () => set(model, { name: '', text: '', to: '' }) });
  }
  const panel = menu(anchor, items);
  anchor.after(panel);
  popup(panel, anchor, { width: 260 });
  panel.querySelector('[role=menuitem]')?.focus();
}

// set tells the server; what it makes of it comes by the stream.
async function set(model, { name, text, to }) {
  const answer = await act(model, { do: 'status', name, text, to });
  if (!answer.ok) model.emit('toast', { text: answer.error, bad: true });
}

// The sidebar: the workspace, who one is, channels, direct messages, the app; with unread marks.

import { freshId, h, icon, iconButton, swap } from './dom.js';
import { avatar } from './avatars.js';
import { peopleButton } from './people.js';

// mountSidebar keeps node up to date. become(id) makes the person somebody else.
export function mountSidebar(model, node, become) {
  const draw = () => {
    if (!model.ready) return;
    const focused = node.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    swap(node, head(model, become), h('div', { class: 'sidebar-lists' }, lists(model)));
    if (focused) node.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    title(model);
  };
  for (const topic of ['reset', 'channels', 'place', 'unread', 'messages']) model.on(topic, draw);
}

function head(model, become) {
  return h('header', { class: 'sidebar-head' },
    h('div', { class: 'workspace' }, h('span', { class: 'workspace-name', title: model.team.name }, model.team.name, h('small', {}, 'Playground, nothing leaves this machine')),
      iconButton('close', 'Close the list', () => { document.body.dataset.pane = 'main'; }, 'icon-button only-narrow')),
    peopleButton(model, become));
}

function lists(model) {
  const channels = [...model.channels.values()];
  const rooms = channels.filter((c) => !c.dm_with);
  const direct = channels.filter((c) => c.dm_with && c.dm_with !== model.app.user);
  return [
    group('Channels', rooms.filter((c) => c.member).map((c) => room(model, c)), 'You are in no channel yet.'),
    rooms.some((c) => !c.member) ? group('Other channels', rooms.filter((c) => !c.member).map((c) => room(model, c))) : null,
    direct.length ? group('Direct messages', direct.map((c) => person(model, c))) : null,
    group('Apps', [app(model)]),
  ];
}

function group(name, rows, empty = '') {
  const id = freshId('group');
  return h('section', { class: 'group', 'aria-labelledby': id }, h('h2', { id }, name), rows.length ? h('ul', {}, rows.map((row) => h('li', {}, row))) : h('p', { class: 'group-empty' }, empty));
}

function row(model, { key, label, mark, current, unread, onClick, faded = false }) {
  const { count, direct } = unread;
  const badge = direct ? h('span', { class: 'unread-badge', 'aria-hidden': 'true' }, direct > 99 ? '99+' : direct) : null;
  const spoken = count ? h('span', { class: 'hidden' }, `, ${count} unread`) : null;
  return h('button', {
    type: 'button', class: `row${count ? ' unread' : ''}${faded ? ' faded' : ''}`, 'aria-current': current ? 'page' : null, 'data-focus': key,
    on: { click: () => { document.body.dataset.pane = 'main'; onClick(); } },
  }, mark, h('span', { class: 'row-name' }, label), spoken, badge);
}

function room(model, channel) {
  return row(model, {
    key: channel.id, label: channel.name, mark: icon(channel.private ? 'lock' : 'hash'), current: model.place?.channel === channel.id,
    unread: model.unread(channel.id), onClick: () => model.openChannel(channel.id), faded: !channel.member,
  });
}

function person(model, channel) {
  return row(model, {
    key: channel.id, label: model.nameOf(channel.dm_with), mark: avatar(model, channel.dm_with, 20), current: model.place?.channel === channel.id,
    unread: model.unread(channel.id), onClick: () => model.openChannel(channel.id),
  });
}

function app(model) {
  const dm = model.appDM();
  const unread = dm ? model.unread(dm.id) : { count: 0, direct: 0 };
  return row(model, {
    key: 'app', label: model.app.name, mark: avatar(model, model.app.user, 20), current: Boolean(model.place?.tab), unread,
    // Unread messages are why one clicks; else the Home tab is what there is to see.
    onClick: () => model.openTab(unread.count || model.app.home === false ? 'messages' : 'home'),
  });
}

// title puts the place and what is waiting into the window's title, which two windows are told apart by.
function title(model) {
  const waiting = [...model.channels.values()].reduce((sum, c) => sum + model.unread(c.id).direct, 0);
  const channel = model.channels.get(model.place?.channel);
  const place = channel ? (channel.dm_with ? model.nameOf(channel.dm_with) : `#${channel.name}`) : model.app.name;
  document.title = `${waiting ? `(${waiting}) ` : ''}${place} – ${model.nameOf(model.me)} – ${model.team.name}`;
}

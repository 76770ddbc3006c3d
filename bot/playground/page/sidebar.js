// The sidebar: the workspace, who one is, channels, direct messages, the app; with unread marks.

import { freshId, h, icon, iconButton, swap } from './dom.js';
import { avatar } from './avatars.js';
import { markOf } from './conversation.js';
import { peopleButton } from './people.js';
import { newMessage } from './profile.js';

const pause = 40; // ms: while a week runs, hundreds of messages come; one drawing for many of them is enough

// mountSidebar keeps node up to date. become(id) makes the person somebody else.
export function mountSidebar(model, node, become) {
  let timer = 0;
  const later = () => {
    timer ||= setTimeout(draw, pause);
  };
  const draw = () => {
    clearTimeout(timer);
    timer = 0;
    if (!model.ready) return;
    if (node.querySelector(':popover-open')) return later(); // drawing now would close the list of people
    const focused = node.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const scrolled = node.querySelector('.sidebar-lists')?.scrollTop ?? 0;
    const list = h('div', { class: 'sidebar-lists' }, lists(model));
    swap(node, head(model, become), list);
    list.scrollTop = scrolled;
    roam(node, focused);
    if (focused) node.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    return title(model);
  };
  node.addEventListener('keydown', (event) => onKey(node, event));
  for (const topic of ['reset', 'channels', 'place']) model.on(topic, draw);
  for (const topic of ['messages', 'unread']) model.on(topic, later);
}

// roam leaves one row as the stop of the Tab key: the one that had the focus, else the place where one is.
function roam(node, focused) {
  const rows = [...node.querySelectorAll('.row')];
  const stop = rows.find((r) => r.dataset.focus === focused) ?? rows.find((r) => r.ariaCurrent) ?? rows[0];
  for (const row of rows) row.tabIndex = row === stop ? 0 : -1;
}

// onKey: arrows walk through the rows, as in Slack.
function onKey(node, event) {
  const rows = [...node.querySelectorAll('.row')];
  const at = rows.indexOf(event.target);
  if (at < 0) return;
  const next = rows[{ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key]];
  if (!next) return;
  event.preventDefault();
  roam(node, next.dataset.focus);
  next.focus();
}

// head is the workspace and who one is.
function head(model, become) {
  return h(
    'header',
    { class: 'sidebar-head' },
    h(
      'div',
      { class: 'workspace' },
      h(
        'span',
        { class: 'workspace-name', title: model.team.name },
        model.team.name,
        h('small', {}, 'Playground, nothing leaves this machine'),
      ),
      iconButton(
        'close',
        'Close the list',
        () => {
          document.body.dataset.pane = 'main';
        },
        'icon-button only-narrow',
      ),
    ),
    peopleButton(model, become),
  );
}

// lists are the groups in the order of Slack. Channels that one is not in are listed apart, to be looked into.
function lists(model) {
  const channels = [...model.channels.values()];
  const rooms = channels.filter((c) => !model.isDM(c));
  // They come last, as there may be many; Slack hides them behind a search, and from who is not of the house altogether.
  const { is_guest: guest, is_stranger: stranger } = model.user(model.me);
  const joinable = guest || stranger ? [] : rooms.filter((c) => !c.member).map((c) => room(model, c));
  const direct = channels.filter((c) => model.isDM(c) && c.dm_with !== model.app.user && isBegun(model, c));
  return [
    group(
      'Channels',
      rooms.filter((c) => c.member).map((c) => room(model, c)),
      'You are in no channel yet.',
    ),
    group(
      'Direct messages',
      direct.map((c) => person(model, c)),
      '',
      newMessage(model),
    ),
    group('Apps', [app(model)]),
    joinable.length ? group('Channels you can join', joinable) : null,
  ];
}

// isBegun: somebody has written there, or is about to. A conversation that was only looked into goes again.
function isBegun(model, channel) {
  return model.isGroup(channel) || model.place?.channel === channel.id || model.messages.get(channel.id)?.size > 0;
}

// group is a title with its rows, and perhaps a button beside it.
function group(name, rows, empty = '', tool = null) {
  const id = freshId('group');
  return h(
    'section',
    { class: 'group', 'aria-labelledby': id },
    h('div', { class: 'group-head' }, h('h2', { id }, name), tool),
    rows.length
      ? h(
          'ul',
          {},
          rows.map((row) => h('li', {}, row)),
        )
      : empty && h('p', { class: 'group-empty' }, empty),
  );
}

// row is one place. Its mark is bold for anything unread, and a number for what is meant for this person.
function row(model, { key, label, mark, current, unread, onClick, faded = false }) {
  const { count, direct } = unread;
  const badge = direct
    ? h('span', { class: 'unread-badge', 'aria-hidden': 'true' }, direct > 99 ? '99+' : direct)
    : null;
  const spoken = count ? h('span', { class: 'hidden' }, `, ${count} unread`) : null;
  return h(
    'button',
    {
      type: 'button',
      class: `row${count ? ' unread' : ''}${faded ? ' faded' : ''}`,
      'aria-current': current ? 'page' : null,
      'data-focus': key,
      on: {
        click: () => {
          document.body.dataset.pane = 'main';
          if (model.thread && window.matchMedia('(max-width: 900px)').matches) model.closeThread(); // it covers the channel
          onClick();
        },
      },
    },
    mark,
    h('span', { class: 'row-name' }, label),
    spoken,
    badge,
  );
}

// room is a channel.
function room(model, channel) {
  return row(model, {
    key: channel.id,
    label: channel.name,
    mark: icon(channel.private ? 'lock' : 'hash'),
    current: model.place?.channel === channel.id,
    unread: model.unread(channel.id),
    onClick: () => model.openChannel(channel.id),
    faded: !channel.member,
  });
}

// person is a direct message.
function person(model, channel) {
  return row(model, {
    key: channel.id,
    label: model.titleOf(channel),
    mark: markOf(model, channel, 20),
    current: model.place?.channel === channel.id,
    unread: model.unread(channel.id),
    onClick: () => model.openChannel(channel.id),
  });
}

// app is the one app that there is.
function app(model) {
  const dm = model.appDM();
  const unread = dm ? model.unread(dm.id) : { count: 0, direct: 0 };
  return row(model, {
    key: 'app',
    label: model.app.name,
    mark: avatar(model, model.app.user, 20),
    current: Boolean(model.place?.tab),
    unread,
    // Unread messages are why one clicks; else the Home tab is what there is to see.
    onClick: () => model.openTab(unread.count || model.app.home === false ? 'messages' : 'home'),
  });
}

// title puts the place and what is waiting into the window's title, which two windows are told apart by.
function title(model) {
  const waiting = [...model.channels.values()].reduce((sum, c) => sum + model.unread(c.id).direct, 0);
  const channel = model.channels.get(model.place?.channel);
  const place = channel ? `${model.isDM(channel) ? '' : '#'}${model.titleOf(channel)}` : model.app.name;
  document.title = `${waiting ? `(${waiting}) ` : ''}${place} – ${model.nameOf(model.me)} – ${model.team.name}`;
}

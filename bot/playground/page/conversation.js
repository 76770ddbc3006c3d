// The middle of the page: a channel, a direct message, or the app with its three tabs.

import { h, icon, iconButton, swap } from './dom.js';
import { aboutView } from './about.js';
import { avatar } from './avatars.js';
import { Composer } from './composer.js';
import { homeView } from './home.js';
import { MessageList, Scroller, beginning } from './messages.js';

// mountConversation keeps node showing the place where the person is.
export function mountConversation(model, node) {
  const pane = { model, node, list: null, scroller: null, composer: null, shown: '' };
  model.on('reset', () => draw(pane, true));
  model.on('place', ({ thread }) => {
    if (!thread) draw(pane, true);
  });
  model.on('messages', (event) => refresh(pane, event));
  model.on('channels', () => draw(pane));
  // A clock that jumped into another day changes "Today" on every divider.
  model.on('clock', ({ jumped }) => {
    if (jumped && pane.list) pane.scroller.around(() => fillList(pane));
  });
  document.addEventListener('visibilitychange', () => look(pane));
}

// draw shows the place anew; force: even if it is the one that is shown.
function draw(pane, force = false) {
  const { model, node } = pane;
  const place = JSON.stringify([model.place, model.me, model.channels.get(model.currentChannel())]);
  if (!force && place === pane.shown) return;
  pane.shown = place;
  Object.assign(pane, { list: null, scroller: null, composer: null });
  const { tab } = model.place;
  if (tab)
    swap(
      node,
      appHead(model, tab),
      tab === 'messages' ? talk(pane, model.appDM()) : tab === 'home' ? homeView(model) : aboutView(model),
    );
  else
    swap(
      node,
      channelHead(model, model.channels.get(model.place.channel)),
      talk(pane, model.channels.get(model.place.channel)),
    );
  pane.scroller?.toEnd();
  look(pane);
}

// showSidebar is the way back in a phone-wide window, where one pane is shown at a time.
function showSidebar() {
  return iconButton(
    'back',
    'Back to channels',
    () => {
      document.body.dataset.pane = 'sidebar';
      document.querySelector('#sidebar button')?.focus();
    },
    'icon-button only-narrow',
  );
}

// channelHead is the name, the purpose and the number of members.
function channelHead(model, channel) {
  const mark = channel.dm_with ? avatar(model, channel.dm_with, 24) : icon(channel.private ? 'lock' : 'hash');
  const name = channel.dm_with ? model.nameOf(channel.dm_with) : channel.name;
  return h(
    'header',
    { class: 'pane-head' },
    showSidebar(),
    h('h1', {}, mark, name),
    h('p', { class: 'purpose', title: channel.purpose || null }, channel.purpose ?? ''),
    members(model, channel),
  );
}

// members shows how many there are; their names are the tooltip.
function members(model, channel) {
  if (channel.dm_with || !channel.members) return null;
  const names = channel.members.map((id) => model.nameOf(id)).join(', ');
  return h(
    'span',
    { class: 'members', title: names },
    icon('person'),
    h('span', { class: 'hidden' }, 'Members: '),
    channel.members.length,
  );
}

// appHead is the name of the app and its tabs.
function appHead(model, tab) {
  // A manifest may switch Home or Messages off.
  const tabs = [
    ['home', 'Home'],
    ['messages', 'Messages'],
    ['about', 'About'],
  ].filter(([id]) => model.app[id] !== false);
  return h(
    'header',
    { class: 'pane-head pane-head-app' },
    h(
      'div',
      { class: 'pane-title' },
      showSidebar(),
      h('h1', {}, avatar(model, model.app.user, 24), model.app.name, h('span', { class: 'badge' }, 'App')),
    ),
    h(
      'nav',
      { class: 'tabs', 'aria-label': `${model.app.name} tabs` },
      tabs.map(([id, label]) =>
        h(
          'button',
          {
            type: 'button',
            class: 'tab',
            'aria-current': id === tab ? 'page' : null,
            'data-focus': `tab/${id}`,
            on: { click: () => switchTab(model, id) },
          },
          label,
        ),
      ),
    ),
  );
}

// switchTab keeps the focus on the tab, which is drawn anew.
function switchTab(model, id) {
  model.openTab(id);
  document.querySelector(`[data-focus="tab/${id}"]`)?.focus();
}

// talk is a conversation with its message box.
function talk(pane, channel) {
  const { model } = pane;
  if (!channel) return h('p', { class: 'empty' }, `There is no conversation with ${model.app.name} for you.`);
  pane.list = new MessageList(model, channel.id);
  const top = beginning(model, channel);
  pane.scroller = new Scroller(h('div', { class: 'stack' }, top, pane.list.node), 'Conversation');
  fillList(pane);
  if (!channel.member) {
    return [
      pane.scroller.node,
      h(
        'p',
        { class: 'not-member' },
        `You are looking at #${channel.name}. You are not a member, so you can read here but not write.`,
      ),
    ];
  }
  pane.composer = new Composer(model, channel.id, { onSent: () => pane.scroller?.toEnd() });
  return [pane.scroller.node, pane.composer.node];
}

// fillList brings the list in line with the model.
function fillList(pane) {
  pane.list.update(pane.model.posts(pane.list.channel));
}

// refresh takes in one message. What a person wrote themselves is always scrolled into view.
function refresh(pane, { channel, message, fresh }) {
  const { model } = pane;
  if (channel !== model.currentChannel() || !pane.list) {
    model.emit('unread');
    return;
  }
  const inChannel = Boolean(message) && (!message.thread_ts || message.thread_ts === message.ts);
  const own = fresh && inChannel && (message.user === model.me || message.ephemeral);
  pane.scroller.around(() => fillList(pane), { fresh: fresh && inChannel, own });
  if (fresh && message.user !== model.me) announce(model, message);
  look(pane);
}

// announce tells a screen reader of a new message, by its text: that is what it reads in Slack, too.
function announce(model, message) {
  swap(document.querySelector('#announcer'), `${model.nameOf(message.user)}: ${message.text ?? ''}`);
}

// look: what is on the screen of a visible window has been seen.
function look(pane) {
  const channel = pane.model.currentChannel();
  if (channel && document.visibilityState === 'visible') pane.model.markSeen(channel);
}

// focusComposer puts the cursor where one types, unless the person is somewhere else already.
export function focusComposer() {
  const narrow = window.matchMedia('(max-width: 720px)').matches; // there it would open the keyboard over everything
  if (!narrow) document.querySelector('#composer-text')?.focus({ preventScroll: true });
}

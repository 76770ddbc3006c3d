// The middle of the page: a channel, a direct message, or the app with its three tabs.

import { h, icon, iconButton, swap } from './dom.js';
import { aboutView } from './about.js';
import { avatar, groupAvatar } from './avatars.js';
import { beginning } from './beginning.js';
import { Composer } from './composer.js';
import { homeView } from './home.js';
import { act } from './link.js';
import { MessageList, Scroller } from './messages.js';

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
  model.on('draft', ({ text }) => pane.composer?.begin(text));
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
  // The name of the place, for a screen reader: it stays where another pane covers this one in a narrow window.
  const title = h(
    'h1',
    { class: 'hidden' },
    tab ? model.app.name : model.titleOf(model.channels.get(model.place.channel)),
  );
  if (tab)
    swap(
      node,
      title,
      appHead(model, tab),
      tab === 'messages' ? talk(pane, model.appDM()) : tab === 'home' ? homeView(model) : aboutView(model),
    );
  else
    swap(
      node,
      title,
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
  return h(
    'header',
    { class: 'pane-head' },
    showSidebar(),
    h('h2', {}, markOf(model, channel), h('span', { class: 'pane-name' }, model.titleOf(channel))),
    h('p', { class: 'purpose', title: channel.purpose || null }, channel.purpose ?? ''),
    members(model, channel),
  );
}

// markOf is what stands before a name: a hash, a lock, or who one talks to.
export function markOf(model, channel, size = 24) {
  if (channel.dm_with) return avatar(model, channel.dm_with, size);
  if (model.isGroup(channel)) return groupAvatar(model.others(channel).length, size);
  return icon(channel.private ? 'lock' : 'hash');
}

// members shows how many there are; their names are the tooltip.
function members(model, channel) {
  if (model.isDM(channel) || !channel.members) return null;
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
      h('h2', {}, avatar(model, model.app.user, 24), model.app.name, h('span', { class: 'badge' }, 'App')),
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
  if (!channel.member || channel.archived) return [pane.scroller.node, outside(model, channel)];
  pane.composer = new Composer(model, channel.id, { onSent: () => pane.scroller?.toEnd() });
  return [pane.scroller.node, pane.composer.node];
}

// outside stands in place of the message box where one cannot write: in a channel that one may join, or an archived one.
function outside(model, channel) {
  if (channel.archived)
    return h('div', { class: 'outside' }, h('p', {}, `You are viewing #${channel.name}, an archived channel.`));
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button button-primary',
      'data-focus': 'join',
      on: { click: () => join(model, channel, button) },
    },
    h('span', { class: 'button-text' }, 'Join channel'),
  );
  return h('div', { class: 'outside' }, h('h2', {}, icon('hash'), channel.name), button);
}

// join makes one a member; that the channel is now one's own comes by the stream, and with it the message box.
async function join(model, channel, button) {
  button.setAttribute('aria-busy', 'true');
  const answer = await act(model, { do: 'join', channel: channel.id });
  button.removeAttribute('aria-busy');
  if (answer.ok) focusComposer();
  else model.emit('toast', { text: answer.error, bad: true });
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
  if (document.visibilityState !== 'visible') model.noteNew(channel);
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

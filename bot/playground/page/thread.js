// The thread panel: a parent, its replies, and a message box of its own.

import { h, iconButton, swap } from './dom.js';
import { Composer } from './composer.js';
import { MessageList, Scroller } from './messages.js';

// mountThread keeps node showing the open thread, or hides it.
export function mountThread(model, node) {
  const panel = { model, node, parent: null, replies: null, scroller: null, shown: '', opener: null };
  model.on('reset', ({ person }) => draw(panel, person));
  model.on('place', ({ thread }) => draw(panel, false, thread));
  model.on('messages', (event) => refresh(panel, event));
  model.on('clock', ({ jumped }) => {
    if (jumped && model.thread && panel.parent) fillLists(panel);
  });
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) model.closeThread();
  });
}

// draw opens, changes or closes the panel. asked: a person opened it now, so the focus goes there.
function draw(panel, force, asked = false) {
  const { model, node } = panel;
  const { thread } = model;
  const key = thread ? `${model.me} ${thread.channel} ${thread.ts}` : '';
  if (key === panel.shown && !force) {
    if (thread) fillLists(panel);
    return;
  }
  const wasOpen = panel.shown !== '';
  panel.shown = key;
  node.hidden = !thread;
  if (!thread) {
    if (wasOpen) close(panel);
    return;
  }
  panel.opener = document.activeElement?.dataset?.focus ?? null;
  build(panel);
  document.body.dataset.pane = 'thread';
  if (asked && !window.matchMedia('(max-width: 720px)').matches) panel.composer?.focus();
}

// build draws the panel for another thread.
function build(panel) {
  const { model, node } = panel;
  const { channel, ts } = model.thread;
  const info = model.channels.get(channel);
  panel.parent = new MessageList(model, channel, { inThread: true });
  panel.replies = new MessageList(model, channel, { inThread: true });
  panel.count = h('div', { class: 'reply-divider' });
  panel.scroller = new Scroller(
    h('div', { class: 'stack' }, panel.parent.node, panel.count, panel.replies.node),
    'Thread messages',
  );
  panel.composer = info?.member
    ? new Composer(model, channel, { thread: ts, onSent: () => panel.scroller.toEnd() })
    : null;
  const where = `${model.isDM(info) ? '' : '#'}${model.titleOf(info)}`;
  swap(
    node,
    h(
      'header',
      { class: 'pane-head' },
      h('h2', {}, 'Thread', h('span', { class: 'pane-sub' }, where)),
      iconButton('close', 'Close the thread', () => model.closeThread()),
    ),
    panel.scroller.node,
    panel.composer?.node,
  );
  fillLists(panel);
  panel.scroller.toEnd();
}

// fillLists brings parent and replies in line with the model.
function fillLists(panel) {
  const { model } = panel;
  const { channel, ts } = model.thread;
  const parent = model.message(channel, ts);
  const replies = model.replies(channel, ts);
  panel.parent.update(parent ? [parent] : []);
  panel.replies.update(replies);
  const count = model.replyCounts(channel).get(ts) ?? 0;
  swap(panel.count, count ? `${count} ${count === 1 ? 'reply' : 'replies'}` : 'No replies yet');
}

// refresh takes in a message if it belongs to this thread.
function refresh(panel, { channel, message, fresh }) {
  const { model } = panel;
  if (!model.thread || model.thread.channel !== channel || !panel.parent) return;
  if (message && message.ts !== model.thread.ts && message.thread_ts !== model.thread.ts) return;
  panel.scroller.around(() => fillLists(panel), { fresh, own: message?.user === model.me });
}

// close gives the focus back to what had opened the thread.
function close(panel) {
  Object.assign(panel, { parent: null, replies: null, scroller: null, composer: null });
  const back = panel.opener && document.querySelector(`#main [data-focus="${CSS.escape(panel.opener)}"]`);
  if (panel.node.contains(document.activeElement) || document.activeElement === document.body)
    (back ?? document.querySelector('#composer-text'))?.focus({ preventScroll: true });
  swap(panel.node);
  if (document.body.dataset.pane === 'thread') document.body.dataset.pane = 'main';
}

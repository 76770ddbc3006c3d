// The list of messages, in a channel and in a thread: day dividers, consecutive messages gathered under one name,
// reactions, the reply count. A list is brought up to date by moving and replacing only what changed, so that
// the focus, an open menu and the scroll position survive a message that somebody else gets.

import { append, freshId, h, icon, iconButton } from './dom.js';
import { attachmentList } from './attachments.js';
import { avatar } from './avatars.js';
import { messageBody } from './blocks.js';
import { emojiNode } from './emoji.js';
import { fileList, pinnedMark } from './files.js';
import { act } from './link.js';
import { nameButton } from './profile.js';
import { statusMark } from './status.js';
import { messageSurface } from './surface.js';
import { clockTime, dayAndTime, dayKey, dayLabel, tsToMs } from './times.js';

const together = 5 * 60 * 1000; // ms within which the same person's messages share one name, as in Slack

// MessageList keeps one list node in step with the model.
export class MessageList {
  // inThread: replies and their parent; there are no reply counts and no days between them.
  constructor(model, channel, { inThread = false } = {}) {
    this.model = model;
    this.channel = channel;
    this.inThread = inThread;
    this.rows = new Map(); // key → {mark, message, node}
    this.node = h('ol', { class: 'messages', 'aria-label': inThread ? 'Messages in this thread' : 'Messages' });
    this.stop = null; // the message at which the Tab key stops; the arrows go on from there
    this.node.addEventListener('keydown', (event) => this.onKey(event));
    this.node.addEventListener('focusin', ({ target }) => this.stopAt(target.closest('.message')));
  }

  // stopAt makes one message the stop of the Tab key, and its tools reachable. A channel of hundreds of messages with
  // four tools each would be an endless way to the message box otherwise.
  stopAt(message) {
    if (!message || message === this.stop) return;
    for (const [node, on] of [
      [this.stop, false],
      [message, true],
    ]) {
      if (!node) continue;
      node.tabIndex = on ? 0 : -1;
      for (const tool of node.querySelectorAll('.toolbar button, button.who')) tool.tabIndex = on ? 0 : -1;
    }
    this.stop = message;
  }

  // onKey: arrows walk from message to message, as in Slack; within a message the keys are its own.
  onKey(event) {
    if (!event.target.classList.contains('message')) return;
    const all = [...this.node.querySelectorAll(':scope > .message')];
    const at = all.indexOf(event.target);
    const steps = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 };
    const next = all[steps[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  // update shows exactly these messages, oldest first.
  update(messages) {
    const wanted = this.plan(messages);
    const focused = focusKey(this.node);
    let before = this.node.firstChild;
    for (const row of wanted) {
      const node = this.nodeFor(row);
      if (node === before) before = before.nextSibling;
      else this.node.insertBefore(node, before);
    }
    while (before) {
      const next = before.nextSibling;
      before.remove();
      before = next;
    }
    const keys = new Set(wanted.map((r) => r.key));
    for (const key of this.rows.keys()) if (!keys.has(key)) this.rows.delete(key);
    if (focused && !this.node.contains(document.activeElement)) this.refocus(focused);
    // Until somebody walks away from it, the newest message is where the keyboard comes in.
    if (!this.stop?.isConnected || !this.node.contains(document.activeElement))
      this.stopAt([...this.node.querySelectorAll(':scope > .message')].at(-1));
  }

  // refocus finds the place again that was focused. It may be gone for good, as one's last reaction is once it was
  // taken back; then the message's own toolbar is the nearest thing, and the keyboard does not start over at the top.
  refocus(focused) {
    restoreFocus(this.node, focused);
    if (!focused.ts || this.node.contains(document.activeElement)) return;
    this.node.querySelector(`[data-ts="${CSS.escape(focused.ts)}"] .toolbar button`)?.focus({ preventScroll: true });
  }

  // plan lays out the rows; mark is everything about a row besides its message that its looks depend on.
  plan(messages) {
    const zone = this.model.zone();
    const today = dayKey(this.model.now(), zone);
    const counts = this.inThread ? new Map() : this.model.replyCounts(this.channel);
    const rows = [];
    let last = null;
    for (const message of messages) {
      const at = tsToMs(message.ts);
      const day = dayKey(at, zone);
      if (!this.inThread && day !== last?.day) rows.push({ key: `day ${day}`, mark: today, divider: at });
      const { newFrom } = this.model;
      const isNew = !this.inThread && newFrom?.ts === message.ts && newFrom.channel === this.channel;
      if (isNew) rows.push({ key: 'new', mark: '', isNew });
      const joined = Boolean(last) && !isNew && last.day === day && joins(last.message, message);
      const replies = counts.get(message.ts) ?? 0;
      rows.push({
        key: message.ts,
        mark: `${joined} ${replies} ${today} ${zone} ${this.model.aloud}`,
        message,
        joined,
        replies,
      });
      last = { message, day };
    }
    return rows;
  }

  // nodeFor draws a row, or hands out the node that shows it already.
  nodeFor(row) {
    const old = this.rows.get(row.key);
    if (old && old.mark === row.mark && old.message === row.message) return old.node;
    const node = row.message ? this.messageNode(row) : row.isNew ? this.newLine() : this.divider(row.divider);
    this.rows.set(row.key, { mark: row.mark, message: row.message, node });
    return node;
  }

  // divider is the line between two days.
  divider(at) {
    return h('li', { class: 'day' }, h('span', {}, dayLabel(at, this.model.zone(), this.model.now())));
  }

  // newLine stands above what came since this person last looked.
  newLine() {
    return h('li', { class: 'new-line' }, h('span', {}, 'New'));
  }

  // messageNode is one message. Below a name that was just said, the picture gives way to the time.
  messageNode({ message, joined, replies }) {
    const time = clockTime(tsToMs(message.ts), this.model.zone());
    const name = freshId('who');
    const gutter = joined ? h('time', { class: 'gutter-time' }, time) : avatar(this.model, message.user);
    return h(
      'li',
      {
        class: `message${joined ? ' joined' : ''}${message.ephemeral ? ' ephemeral' : ''}`,
        'data-ts': message.ts,
        'data-focus': 'message',
        tabindex: '-1',
      },
      message.ephemeral ? h('div', { class: 'only-you' }, icon('eye'), 'Only visible to you') : null,
      pinnedMark(message),
      h('div', { class: 'message-gutter' }, gutter),
      h(
        'article',
        { class: 'message-main', 'aria-labelledby': name },
        this.headline(message, name, time, joined),
        h(
          'div',
          { class: 'message-body' },
          withEdited(messageBody(messageSurface(this.model, this.channel, message), message), message),
        ),
        this.model.aloud ? null : attachmentList(messageSurface(this.model, this.channel, message), message),
        fileList(message),
        this.reactions(message),
        this.replyBar(message, replies),
      ),
      this.toolbar(message),
    );
  }

  // headline is name, status, badge and time. It is there for a screen reader even where it is not shown.
  headline(message, id, time, joined) {
    const { model } = this;
    const user = model.user(message.user);
    const app = message.bot && message.user !== 'USLACKBOT' ? h('span', { class: 'badge' }, 'App') : null;
    const status = statusMark(model, user);
    // Of a row without a headline the name is there for a screen reader alone, and nothing to press.
    const name = joined ? h('span', {}, model.nameOf(message.user)) : nameButton(model, message.user);
    const at = h(
      'time',
      {
        class: 'at',
        datetime: new Date(tsToMs(message.ts)).toISOString(),
        title: dayAndTime(tsToMs(message.ts), model.zone(), model.now()),
      },
      time,
    );
    return h('div', { class: joined ? 'headline hidden' : 'headline', id }, name, status, app, at);
  }

  // reactions are toggles that say whose they are.
  reactions(message) {
    if (!message.reactions?.length) return null;
    return h(
      'ul',
      { class: 'reactions', 'aria-label': 'Reactions' },
      message.reactions.map((reaction) => {
        const names = reaction.users.map((id) => (id === this.model.me ? 'You' : this.model.nameOf(id))).join(', ');
        const mine = reaction.users.includes(this.model.me);
        return h(
          'li',
          {},
          h(
            'button',
            {
              type: 'button',
              class: `reaction${mine ? ' mine' : ''}`,
              'aria-pressed': String(mine),
              title: `${names} reacted with :${reaction.name}:`,
              'data-focus': `reaction/${message.ts}/${reaction.name}`,
              on: { click: () => this.react(message, reaction.name) },
            },
            emojiNode(reaction.name),
            h('span', {}, reaction.users.length),
            h('span', { class: 'hidden' }, names),
          ),
        );
      }),
    );
  }

  // replyBar is the line below a parent that opens its thread.
  replyBar(message, replies) {
    const count = Math.max(replies, this.inThread ? 0 : (message.reply_count ?? 0));
    if (!count) return null;
    const { model, channel } = this;
    const answers = model.replies(channel, message.ts);
    const faces = [...new Set(answers.map((m) => m.user))].slice(0, 5).map((id) => avatar(model, id, 24));
    const newest = message.latest_reply ?? answers.at(-1)?.ts;
    const when = newest
      ? h('span', { class: 'last-reply' }, `Last reply ${dayAndTime(tsToMs(newest), model.zone(), model.now())}`)
      : null;
    return h(
      'button',
      {
        type: 'button',
        class: 'reply-bar',
        'data-focus': `replies/${message.ts}`,
        on: { click: () => model.openThread(channel, message.ts) },
      },
      h('span', { class: 'faces' }, faces),
      h('span', { class: 'reply-count' }, `${count} ${count === 1 ? 'reply' : 'replies'}`),
      when,
    );
  }

  // toolbar appears on hover and while the focus is in its message.
  toolbar(message) {
    if (message.ephemeral) return null;
    const quick = ['white_check_mark', 'eyes', 'raised_hands'].map((name) =>
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button quick',
          tabindex: '-1',
          title: `React with :${name}:`,
          'data-focus': `quick/${message.ts}/${name}`,
          on: { click: () => this.react(message, name) },
        },
        emojiNode(name),
      ),
    );
    if (this.inThread) return h('div', { class: 'toolbar' }, quick);
    const open = iconButton('reply', 'Reply in thread', () => this.model.openThread(this.channel, message.ts));
    open.dataset.focus = `thread/${message.ts}`;
    open.tabIndex = -1; // see stopAt
    return h('div', { class: 'toolbar' }, quick, open);
  }

  // react adds one’s own reaction, or takes it back where it is there already. The server looks which of the two it
  // is, so that two windows of one person cannot get out of step.
  async react(message, name) {
    const answer = await act(this.model, { do: 'react', channel: this.channel, ts: message.ts, name });
    if (!answer.ok) this.model.emit('toast', { text: answer.error, bad: true });
  }
}

// withEdited puts the mark behind the last word of a text, and below blocks, as Slack does.
function withEdited(nodes, message) {
  if (!message.edited) return nodes;
  const mark = h('span', { class: 'edited' }, '(edited)');
  if (message.blocks?.length) return [...nodes, mark];
  if (!nodes.length) return [mark];
  nodes.at(-1).append(' ', mark);
  return nodes;
}

// joins: b is shown under the name of a.
function joins(a, b) {
  return (
    a.user === b.user &&
    Boolean(a.bot) === Boolean(b.bot) &&
    !a.ephemeral &&
    !b.ephemeral &&
    !a.reply_count &&
    tsToMs(b.ts) - tsToMs(a.ts) < together
  );
}

// focusKey names the focused element in a way that survives its being drawn anew; restoreFocus finds it again.
export function focusKey(root) {
  const active = document.activeElement;
  return root.contains(active)
    ? {
        key: active.dataset.focus,
        ts: active.closest('[data-ts]')?.dataset.ts,
        start: active.selectionStart,
        end: active.selectionEnd,
      }
    : null;
}

// restoreFocus puts the focus and the cursor back where focusKey found them.
export function restoreFocus(root, { key, ts, start, end }) {
  if (!key) return;
  const scope = (ts && root.querySelector(`[data-ts="${CSS.escape(ts)}"]`)) || root;
  const node = focusTarget(scope, key);
  if (!node) return;
  node.focus({ preventScroll: true });
  if (typeof start === 'number' && node.setSelectionRange) node.setSelectionRange(start, end);
}

// focusTarget is the element of that name. A block to which the app gave no id gets another one with each update, so a
// button is also known by what follows: its action id. A field is not, or one would go on typing into another one.
export function focusTarget(scope, key) {
  const exact = scope.dataset?.focus === key ? scope : scope.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  const action = key.slice(key.indexOf('/'));
  return exact ?? (action.length > 1 ? scope.querySelector(`button[data-focus$="${CSS.escape(action)}"]`) : null);
}

// Scroller keeps a list at its newest message as long as the reader is there, and offers a way back otherwise.
export class Scroller {
  constructor(content, label) {
    this.content = content;
    this.jump = h(
      'button',
      { type: 'button', class: 'jump', hidden: true, on: { click: () => this.toEnd() } },
      'New messages',
      icon('down'),
    );
    this.box = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, content);
    this.node = h('div', { class: 'scroll-frame' }, this.box, this.jump);
    this.following = true; // the reader is at the newest message, and stays there whatever changes its size
    this.lastTop = 0;
    this.box.addEventListener('scroll', () => this.scrolled());
    // The box changes its height with the window, the composer and the drawer; its content with a picture that arrives.
    const sizes = new ResizeObserver(() => {
      if (this.following) this.toEnd();
    });
    sizes.observe(this.box);
    sizes.observe(content);
  }

  // scrolled: only a way up is the reader's own doing. A box that shrinks leaves the end as well, but means nothing.
  scrolled() {
    if (this.atEnd()) {
      this.following = true;
      this.jump.hidden = true;
    } else if (this.box.scrollTop < this.lastTop) {
      this.following = false;
    }
    this.lastTop = this.box.scrollTop;
  }

  // atEnd allows for a line or two: nobody scrolls to the last pixel.
  atEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 60;
  }

  // toEnd goes to the newest message and stays there.
  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.following = true;
    this.jump.hidden = true;
  }

  // around runs a change of the list and then keeps the reader where they were.
  around(change, { fresh = false, own = false } = {}) {
    const stay = this.following || own;
    change();
    if (stay) this.toEnd();
    else if (fresh) this.jump.hidden = false;
  }
}

// The message box: text, slash commands with completion, mentions of people and channels. One under each
// conversation and one in the thread panel; what was typed and not sent is kept for each.

import { append, freshId, h, icon, iconButton, swap } from './dom.js';
import { act } from './link.js';
import { emojiCharacter, emojiNames } from './emoji.js';

const drafts = new Map(); // "person channel thread" → text
const slackbotPause = 150; // ms: Slackbot's message comes by the stream, perhaps a moment after the answer

// Composer is one message box. thread: ts of the thread's parent, "" in a channel.
export class Composer {
  constructor(model, channel, { thread = '', onSent = () => {} } = {}) {
    Object.assign(this, { model, channel, thread, onSent });
    this.offers = [];
    this.active = 0;
    this.build();
    this.text.value = drafts.get(this.key()) ?? '';
    this.resize();
  }

  // key names the draft: each person has their own in each conversation and thread.
  key() {
    return `${this.model.me} ${this.channel} ${this.thread}`;
  }

  // build makes the parts. The suggestions stand above the box and are walked through with the arrow keys.
  build() {
    const list = freshId('offers');
    const name = this.name();
    this.text = h('textarea', {
      id: this.thread ? null : 'composer-text',
      class: 'composer-text',
      rows: 1,
      placeholder: this.thread ? 'Reply…' : `Message ${name}`,
      'aria-label': this.thread ? 'Reply in this thread' : `Message to ${name}`,
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': list,
      'data-focus': `composer/${this.thread}`,
      on: { input: () => this.typed(), keydown: (e) => this.onKey(e), blur: () => this.offer([]) },
    });
    this.list = h('ul', {
      class: 'offers',
      id: list,
      role: 'listbox',
      'aria-label': 'Suggestions',
      hidden: true,
      on: { mousedown: (e) => this.onPick(e) },
    });
    this.problem = h('div', { class: 'composer-problem', role: 'alert', hidden: true });
    this.button = iconButton('send', 'Send now', () => this.send(), 'send');
    const box = h('div', { class: 'composer-box' }, this.text, this.foot());
    this.node = h('div', { class: 'composer' }, this.problem, this.list, box);
  }

  // foot is the row below the text. There is no slash button in a thread, where commands do not work.
  foot() {
    const label = 'Show the slash commands';
    const on = { click: () => this.startCommand() };
    const slash = h('button', { type: 'button', class: 'composer-slash', title: label, 'aria-label': label, on }, '/');
    const help = h('span', { class: 'composer-help' }, h('b', {}, 'Shift + Enter'), ' for a new line');
    return h('div', { class: 'composer-foot' }, this.thread ? null : slash, help, this.button);
  }

  // name is how the conversation is called in "Message …".
  name() {
    const channel = this.model.channels.get(this.channel);
    return `${this.model.isDM(channel) ? '' : '#'}${this.model.titleOf(channel)}`;
  }

  // focus puts the cursor into the box.
  focus() {
    this.text.focus();
  }

  // begin puts a beginning into an empty box, to be read and sent by the person. What is there already stays.
  begin(text) {
    if (!this.text.value.trim() || this.text.value.startsWith('/')) this.text.value = text;
    this.text.focus();
    this.typed();
  }

  // startCommand is the slash button: it types the slash.
  startCommand() {
    if (!this.text.value.startsWith('/')) this.text.value = '/';
    this.text.focus();
    this.typed();
  }

  // typed keeps the draft and looks for something to suggest.
  typed() {
    drafts.set(this.key(), this.text.value);
    this.resize();
    this.say('');
    this.offer(offersFor(this.model, this.text, Boolean(this.thread)));
  }

  // resize lets the box grow with its text, up to eight lines.
  resize() {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight, 180)}px`;
    this.button.classList.toggle('ready', this.text.value.trim() !== '');
  }

  // offer shows suggestions, or hides them when there are none.
  offer(offers) {
    this.offers = offers;
    this.active = 0;
    this.list.hidden = offers.length === 0;
    this.draw();
  }

  // draw writes the suggestions and marks the active one.
  draw() {
    swap(
      this.list,
      this.offers.map((offer, i) =>
        append(
          h('li', {
            class: `offer${i === this.active ? ' active' : ''}`,
            id: `${this.list.id}-${i}`,
            role: 'option',
            'aria-selected': String(i === this.active),
            'data-at': i,
          }),
          [
            h('b', {}, offer.label),
            offer.hint ? h('code', {}, offer.hint) : null,
            offer.note ? h('span', {}, offer.note) : null,
            offer.from ? h('small', {}, offer.from) : null,
          ],
        ),
      ),
    );
    if (this.offers.length) this.text.setAttribute('aria-activedescendant', `${this.list.id}-${this.active}`);
    else this.text.removeAttribute('aria-activedescendant');
    this.list.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  // onPick takes the suggestion that was clicked.
  onPick(event) {
    event.preventDefault(); // the focus stays in the text
    const item = event.target.closest('[data-at]');
    if (item) this.take(this.offers[Number(item.dataset.at)]);
  }

  // take puts an offer in place of the word that it completes.
  take(offer) {
    const { value, selectionStart } = this.text;
    const head = value.slice(0, selectionStart - offer.replaces) + offer.insert;
    this.text.value = head + value.slice(selectionStart);
    this.text.setSelectionRange(head.length, head.length);
    this.typed();
    this.offer([]);
  }

  // onKey: Enter sends and Shift+Enter does not, arrows and Tab belong to the suggestions while there are any.
  onKey(event) {
    if (event.isComposing) return;
    const { key } = event;
    const open = this.offers.length > 0;
    if (open && (key === 'ArrowDown' || key === 'ArrowUp')) {
      event.preventDefault();
      this.active = (this.active + (key === 'ArrowDown' ? 1 : this.offers.length - 1)) % this.offers.length;
      this.draw();
    } else if (open && key === 'Escape') {
      event.preventDefault();
      this.offer([]);
    } else if (open && (key === 'Tab' || key === 'Enter') && !event.shiftKey && !this.complete()) {
      event.preventDefault();
      this.take(this.offers[this.active]);
    } else if (key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  // complete: what was typed is one of the suggestions to the letter, a command, a whole name or a channel. Then Enter
  // sends instead of completing it again. Who has walked to another suggestion means that one.
  complete() {
    const { value, selectionStart } = this.text;
    const offers = this.active === 0 ? this.offers : [this.offers[this.active]];
    return offers.some((o) => o.insert.trim() === value.slice(selectionStart - o.replaces, selectionStart));
  }

  // send hands the text over. It leaves the box at once and comes back if the server does not take it.
  async send() {
    const typed = this.text.value.trim();
    if (!typed) return;
    this.put('');
    const line = namesToIds(this.model, typed);
    const where = { channel: this.channel, ...(this.thread ? { thread_ts: this.thread } : {}) };
    const answer = await act(
      this.model,
      typed.startsWith('/') ? { do: 'command', ...where, line } : { do: 'message', ...where, text: line },
    );
    if (answer.ok) {
      if (typed.startsWith('/')) this.model.emit('did', { what: 'command' });
      this.onSent();
      return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, slackbotPause);
    });
    if (this.slackbotSays(answer.error)) return;
    if (!this.text.value) this.put(typed);
    const command = typed.split(/\s/)[0];
    this.say(
      answer.error ||
        (this.thread ? `${command} is not supported in threads. Sorry!` : `${command} did not work. Try again.`),
    );
  }

  // slackbotSays: Slackbot has told of it already, in the conversation.
  slackbotSays(error) {
    const newest = this.model.posts(this.channel).at(-1);
    return Boolean(error) && newest?.user === 'USLACKBOT' && newest.text === error;
  }

  // put replaces the text.
  put(text) {
    this.text.value = text;
    this.typed();
    this.offer([]);
  }

  // say shows why something was not sent, above the box, until the next key.
  say(problem) {
    this.problem.hidden = !problem;
    swap(this.problem, problem ? [icon('warn'), h('span', {}, problem)] : null);
  }
}

// offersFor lists completions for the word before the cursor: {label, hint, note, insert, replaces}. In a thread Slack
// offers no commands of apps, since they do not work there.
function offersFor(model, text, inThread) {
  const before = text.value.slice(0, text.selectionStart);
  if (/^\/\S*$/.test(before)) return inThread ? [] : commands(model, before);
  const word = /(?:^|[\s(])([@#:])([\p{L}\p{N}_+.-]*(?: [\p{L}]*)?)$/u.exec(before);
  if (!word) return [];
  const [, mark, prefix] = word;
  const found = { '@': people, '#': channels, ':': emoji }[mark](model, prefix.toLowerCase());
  return found.slice(0, 8).map((offer) => ({
    ...offer,
    insert: `${offer.label} `,
    replaces: prefix.length + 1,
    ...(offer.insert ? { insert: `${offer.insert} ` } : {}),
  }));
}

// What Slack itself understands here, beside the commands of the app.
const builtIn = [
  { command: '/invite', usage_hint: '@somebody', description: 'Bring somebody, or the app, into this channel' },
  { command: '/remove', usage_hint: '@somebody', description: 'Remove somebody from this channel' },
  { command: '/archive', description: 'Archive this channel' },
];

// commands that begin like this, with their hint, what they do and whose they are. Slack's own follow once a letter says
// that one of them may be meant.
function commands(model, before) {
  const begins = (c) => c.command.startsWith(before.toLowerCase());
  const offer = (from) => (c) => ({
    label: c.command,
    hint: c.usage_hint,
    note: c.description,
    from,
    insert: `${c.command} `,
    replaces: before.length,
  });
  const own = before.length > 1 ? builtIn.filter(begins) : [];
  return [...model.commands.filter(begins).map(offer(model.app.name)), ...own.map(offer('Slack'))];
}

// people by their name or their handle.
function people(model, prefix) {
  const all = [...model.users.values()].filter((u) => !u.deleted);
  return all
    .filter((u) => model.nameOf(u.id).toLowerCase().startsWith(prefix) || (u.name ?? '').startsWith(prefix))
    .map((u) => ({ label: `@${model.nameOf(u.id)}`, note: u.title }));
}

// channels by their name.
function channels(model, prefix) {
  return [...model.channels.values()]
    .filter((c) => !model.isDM(c) && c.name.startsWith(prefix))
    .map((c) => ({ label: `#${c.name}`, note: c.purpose }));
}

// emoji from two letters on: one letter would suggest something at every colon.
function emoji(_model, prefix) {
  if (prefix.length < 2 || prefix.includes(' ')) return [];
  return emojiNames(prefix, 8).map((name) => ({ label: `${emojiCharacter(name)}  :${name}:`, insert: `:${name}:` }));
}

// namesToIds turns @Ann Alvarez and #sales-west into what Slack's client sends, longest names first so that
// "@Ann Lee" is not read as "@Ann".
export function namesToIds(model, text) {
  let line = text;
  const byLength = (a, b) => b[0].length - a[0].length;
  const names = [...model.users.values()].flatMap((u) => [
    [`@${model.nameOf(u.id)}`, u.id],
    [`@${u.name}`, u.id],
  ]);
  for (const [name, id] of names.sort(byLength)) line = replaceWhole(line, name, `<@${id}>`);
  const places = [...model.channels.values()].filter((c) => !model.isDM(c)).map((c) => [`#${c.name}`, c.id]);
  for (const [name, id] of places.sort(byLength)) line = replaceWhole(line, name, `<#${id}|${name.slice(1)}>`);
  return line;
}

// replaceWhole replaces a name where it stands by itself: "@Ann" but not in "@Annika" or in an e-mail address.
function replaceWhole(text, name, id) {
  if (name.length < 2) return text;
  const pattern = new RegExp(`(^|[\\s(])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_-])`, 'gu');
  return text.replace(pattern, (_, lead) => lead + id);
}

// What the page knows: the state that the server sent, and where in it this person is looking. Parts of the page
// read it and listen for the topics that concern them; nobody else keeps a copy.
//
// Topics: reset (everything is new), channels, messages {channel}, place (another channel, tab or thread),
// views, home, clock, log, faults, toast, link (the connection came or went), unread, draft {text} (to be put into the
// message box), did {what} (this person ran a command or moved the clock).

import { tsToMs } from './times.js';

const logLimit = 500; // a long afternoon of clicks; older entries are of no use and cost memory

export class Model {
  constructor() {
    this.listeners = new Map();
    this.ready = false;
    this.connected = false;
    this.me = '';
    this.team = { name: '' };
    this.app = { id: '', name: '', user: '' };
    this.users = new Map();
    this.groups = new Map(); // user groups, by id
    this.channels = new Map();
    this.messages = new Map(); // channel id → Map of ts → message
    this.commands = [];
    this.views = [];
    this.home = null;
    this.clock = { enabled: false, next: null, busy: false, progress: null };
    this.clockAt = 0; // playground time at clockMark, in ms
    this.clockMark = 0; // performance.now() of that moment
    this.log = [];
    this.place = null; // {channel} or {tab: 'home' | 'messages' | 'about'}
    this.thread = null; // {channel, ts}
    this.awaited = ''; // a channel to be shown as soon as it is there
    this.seen = new Map(); // person → Map of channel → newest ts looked at
    this.since = 0; // what was said before the page was opened counts as read
    this.newFrom = null; // {channel, ts}: the first message that was unread when this channel was opened
    this.aloud = false; // messages are shown by their text alone
    this.rules = {}; // the limits that Slack enforces, by name: {limit, source}
    this.faults = []; // what can be broken, and what is broken now
  }

  // on calls listener for each event of a topic.
  on(topic, listener) {
    if (!this.listeners.has(topic)) this.listeners.set(topic, []);
    this.listeners.get(topic).push(listener);
  }

  // emit tells everybody who listens to a topic.
  emit(topic, detail = {}) {
    for (const listener of this.listeners.get(topic) ?? []) listener(detail);
  }

  // apply takes one event of the stream.
  apply(event) {
    const reducer = reducers[event.type];
    if (reducer) reducer(this, event); // a kind that this page does not know yet is not an error
  }

  // now is the playground's time in ms; it runs on between two messages of the server.
  now() {
    return this.clockAt + (performance.now() - this.clockMark);
  }

  // setNow notes what the server says the time is.
  setNow(ms) {
    if (typeof ms !== 'number') return;
    this.clockAt = ms;
    this.clockMark = performance.now();
  }

  // user is never null: somebody who left the list is shown by their id.
  user(id) {
    if (id === 'USLACKBOT') return { id, name: 'slackbot', real_name: 'Slackbot', is_bot: true };
    return this.users.get(id) ?? { id, name: id, real_name: id };
  }

  // nameOf is the name that is shown.
  nameOf(id) {
    const user = this.user(id);
    if (id === this.app.user) return this.app.name || user.real_name;
    return user.real_name || user.name;
  }

  // zone is the viewer's time zone; every time on the page is shown in it.
  zone() {
    return this.user(this.me).tz || 'UTC';
  }

  // appDM is the conversation with the app, shown as its Messages tab.
  appDM() {
    return [...this.channels.values()].find((c) => c.dm_with === this.app.user) ?? null;
  }

  // isDM: what is said there is meant for this person.
  isDM(channel) {
    return Boolean(channel?.dm_with) || this.isGroup(channel);
  }

  // isGroup: a direct conversation of several people. Slack gives it a name made of theirs, and shows them instead.
  isGroup(channel) {
    return /^mpdm-/.test(channel?.name ?? '');
  }

  // titleOf is how a conversation is called for this person.
  titleOf(channel) {
    if (channel?.dm_with) return this.nameOf(channel.dm_with);
    return this.isGroup(channel)
      ? this.others(channel)
          .map((id) => this.nameOf(id))
          .join(', ')
      : (channel?.name ?? '');
  }

  // others are the members of a conversation but for the viewer.
  others(channel) {
    return (channel.members ?? []).filter((id) => id !== this.me);
  }

  // currentChannel is the id of the conversation on the screen, or "" on Home and About.
  currentChannel() {
    if (this.place?.channel) return this.place.channel;
    return this.place?.tab === 'messages' ? (this.appDM()?.id ?? '') : '';
  }

  // message finds a message by its ts.
  message(channel, ts) {
    return this.messages.get(channel)?.get(ts) ?? null;
  }

  // posts are the messages that stand in the channel itself, oldest first; replies live in their thread.
  posts(channel) {
    return this.sorted(channel).filter((m) => !m.thread_ts || m.thread_ts === m.ts || m.broadcast);
  }

  // replies are the messages of a thread without its parent, oldest first.
  replies(channel, ts) {
    return this.sorted(channel).filter((m) => m.thread_ts === ts && m.ts !== ts);
  }

  // replyCounts says how many replies each thread of a channel has; what one person alone sees is none.
  replyCounts(channel) {
    const counts = new Map();
    for (const m of this.messages.get(channel)?.values() ?? []) {
      if (m.thread_ts && m.thread_ts !== m.ts && !m.ephemeral)
        counts.set(m.thread_ts, (counts.get(m.thread_ts) ?? 0) + 1);
    }
    return counts;
  }

  // sorted is everything in a channel by time, replies too.
  sorted(channel) {
    const all = [...(this.messages.get(channel)?.values() ?? [])];
    return all.sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  // unread counts what came since this person last looked: all of it, and what is meant for them in person.
  unread(channel) {
    if (!this.channels.get(channel)?.member) return { count: 0, direct: 0 };
    const fresh = this.unseen(channel);
    const meant = (m) => this.isDM(this.channels.get(channel)) || (m.text ?? '').includes(`<@${this.me}>`);
    return { count: fresh.length, direct: fresh.filter(meant).length };
  }

  // unseen are the messages of others that this person has not looked at, oldest first.
  unseen(channel) {
    const seen = this.seenBy().get(channel) ?? 0;
    const fresh = (m) => Number(m.ts) > seen && tsToMs(m.ts) > this.since && m.user !== this.me && !m.ephemeral;
    return this.posts(channel).filter(fresh);
  }

  // noteNew remembers where what is new begins in a channel, for the line above it. The line stays while one is there.
  noteNew(channel) {
    if (this.newFrom?.channel === channel) return;
    const first = this.unseen(channel)[0];
    this.newFrom = first ? { channel, ts: first.ts } : null;
  }

  // seenBy is what this person has looked at; each person in this window has their own.
  seenBy() {
    if (!this.seen.has(this.me)) this.seen.set(this.me, new Map());
    return this.seen.get(this.me);
  }

  // markSeen: everything in this channel has been looked at.
  markSeen(channel) {
    const newest = this.posts(channel).at(-1);
    if (!newest || Number(newest.ts) <= (this.seenBy().get(channel) ?? 0)) return;
    this.seenBy().set(channel, Number(newest.ts));
    this.emit('unread');
  }

  // openChannel shows a conversation; the one with the app opens as the app's Messages tab.
  openChannel(id) {
    const channel = this.channels.get(id);
    this.awaited = channel ? '' : id; // it was made a moment ago, and is on its way
    if (!channel) return;
    this.go(channel.dm_with === this.app.user ? { tab: 'messages' } : { channel: id });
  }

  // openTab shows the app: 'home', 'messages' or 'about'.
  openTab(tab) {
    this.go({ tab });
  }

  // go shows a place. A thread of another channel closes, as it does in Slack.
  go(place) {
    this.place = place;
    this.newFrom = null;
    this.noteNew(this.currentChannel());
    if (this.thread && this.thread.channel !== this.currentChannel()) this.thread = null;
    this.emit('place');
  }

  // openThread shows a thread beside its channel.
  openThread(channel, ts) {
    this.thread = { channel, ts };
    this.emit('place', { thread: true });
  }

  // closeThread hides the panel.
  closeThread() {
    this.thread = null;
    this.emit('place', { thread: true });
  }

  // firstPlace is where somebody lands who was nowhere yet: their first channel, else the app.
  firstPlace() {
    const own = [...this.channels.values()].filter((c) => c.member && !this.isDM(c));
    return own[0] ? { channel: own[0].id } : { tab: 'messages' };
  }

  // keepPlace leaves a person where they are after a snapshot if that place still exists for them.
  keepPlace() {
    const gone = !this.place || (this.place.channel && !this.channels.get(this.place.channel)?.member);
    if (gone) this.place = this.firstPlace();
    if (this.thread && !this.message(this.thread.channel, this.thread.ts)) this.thread = null;
  }
}

const byId = (list) => new Map((list ?? []).map((item) => [item.id, item]));

// What each event of the stream does to the state.
const reducers = {
  snapshot(model, event) {
    const person = model.me !== event.me;
    model.ready = true;
    model.me = event.me;
    model.team = event.team ?? model.team;
    model.app = event.app ?? model.app;
    model.users = byId(event.users);
    model.groups = byId(event.groups);
    model.channels = byId(event.channels);
    model.commands = event.commands ?? [];
    model.messages = new Map(
      Object.entries(event.messages ?? {}).map(([id, list]) => [id, new Map((list ?? []).map((m) => [m.ts, m]))]),
    );
    model.views = event.views ?? [];
    model.home = event.home ?? null;
    model.clock = { enabled: false, next: null, busy: false, ...event.clock, progress: null };
    model.setNow(event.now);
    // A playground that was started again may be earlier than this page remembers; then all of it is read.
    if (!model.since || model.since > event.now) model.since = event.now;
    if (event.log) model.log = event.log;
    model.rules = event.rules ?? {};
    model.faults = event.faults ?? [];
    model.newFrom = null;
    if (person) model.thread = null;
    model.keepPlace();
    model.emit('reset', { person });
  },

  message(model, event) {
    if (!model.messages.has(event.channel)) model.messages.set(event.channel, new Map());
    const list = model.messages.get(event.channel);
    const fresh = !list.has(event.message.ts);
    list.set(event.message.ts, event.message);
    model.emit('messages', { channel: event.channel, message: event.message, fresh });
  },

  message_deleted(model, event) {
    model.messages.get(event.channel)?.delete(event.ts);
    if (model.thread?.channel === event.channel && model.thread.ts === event.ts) model.closeThread();
    model.emit('messages', { channel: event.channel });
  },

  views(model, event) {
    model.views = event.views ?? [];
    model.emit('views');
  },

  home(model, event) {
    model.home = event.view ?? null;
    model.emit('home');
  },

  clock(model, event) {
    const jumped = Math.abs((event.now ?? model.now()) - model.now()) > 1500;
    model.setNow(event.now);
    model.clock = {
      ...model.clock,
      next: event.next ?? null,
      busy: Boolean(event.busy),
      progress: event.progress ?? null,
    };
    model.emit('clock', { jumped });
  },

  user(model, event) {
    model.users.set(event.user.id, event.user);
    model.emit('channels');
  },

  channel(model, event) {
    model.channels.set(event.channel.id, event.channel);
    model.emit('channels');
    if (model.awaited === event.channel.id) model.openChannel(model.awaited);
  },

  // channel_gone: this person was removed from a private channel.
  channel_gone(model, event) {
    model.channels.delete(event.channel);
    model.messages.delete(event.channel);
    if (model.thread?.channel === event.channel) model.thread = null;
    if (model.place?.channel === event.channel) model.go(model.firstPlace());
    model.emit('channels');
  },

  log(model, event) {
    // A stream that was opened again may begin with lines that are here already.
    if (model.log.some((e) => e.id === event.entry.id && e.at === event.entry.at)) return;
    model.log.push(event.entry);
    if (model.log.length > logLimit) model.log.splice(0, model.log.length - logLimit);
    model.emit('log', { entry: event.entry });
  },

  faults(model, event) {
    model.faults = event.faults ?? [];
    model.emit('faults');
  },

  toast(model, event) {
    model.emit('toast', { text: event.text });
  },
};

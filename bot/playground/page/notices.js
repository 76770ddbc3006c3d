// What the page itself has to say: a lost connection, a short message in passing, the hint of the first minute.

import { exampleOf } from './beginning.js';
import { h, icon, iconButton, swap } from './dom.js';

const stay = 6000; // ms that a toast can be read

// mountNotices wires the three places.
export function mountNotices(model, { notice, toasts, hint }) {
  let grace = 0;
  model.on('link', () => {
    clearTimeout(grace);
    if (model.connected) {
      notice.hidden = true;
      return;
    }
    // A blink while switching people or reloading is not worth a word.
    grace = setTimeout(() => {
      swap(
        notice,
        h('span', { class: 'spinner' }),
        'The connection to the playground is gone. Trying again… Is it still running in your terminal?',
      );
      notice.hidden = false;
    }, 900);
  });
  model.on('toast', ({ text, bad }) => toast(toasts, text, bad));
  mountHint(model, hint);
}

// toast shows a sentence for a few seconds; three at a time are enough.
function toast(toasts, text, bad) {
  if (!text) return;
  const node = h(
    'div',
    { class: `toast${bad ? ' toast-bad' : ''}` },
    icon(bad ? 'warn' : 'info'),
    h('span', {}, text),
    iconButton('close', 'Dismiss', () => node.remove()),
  );
  toasts.append(node);
  while (toasts.children.length > 3) toasts.firstChild.remove();
  setTimeout(() => node.remove(), stay);
}

const hintKey = 'pacer-playground-hint';

// mountHint leads a newcomer through the first minute: what is done gives way to what is next, and the last one to
// nothing. Whoever closes it has read it.
function mountHint(model, hint) {
  const done = new Set();
  const draw = () => showHint(model, hint, done);
  model.on('reset', ({ person }) => {
    if (person && done.has('begun')) done.add('person');
    done.add('begun');
    draw();
  });
  model.on('did', ({ what }) => {
    if (what !== 'command' && !done.has('command')) return; // one thing after the other
    done.add(what);
    draw();
  });
}

// showHint shows the first step that is not done.
function showHint(model, hint, done) {
  const step = steps(model).find((s) => s.text && !done.has(s.what));
  if (!step && done.has('begun') && model.commands.length) remember();
  hint.hidden = dismissed() || done.has('read') || !step;
  if (hint.hidden) return;
  const close = iconButton('close', 'Dismiss this hint', () => {
    hint.hidden = true;
    done.add('read'); // also where the browser forbids to remember it
    remember();
  });
  swap(hint, h('span', { role: 'status' }, step.text), close);
}

// steps are the first minute, in order; one without a text is not for this workspace.
function steps(model) {
  const other = [...model.users.values()].find((u) => isManager(u) && u.id !== model.me);
  return [
    { what: 'command', text: firstCommand(model) },
    {
      what: 'jump',
      text: model.clock.enabled && [
        'Now press ',
        h('b', {}, 'Next ritual'),
        ': the clock moves on to it, and what the app has to say arrives.',
      ],
    },
    {
      what: 'person',
      text: other && [
        'See it as somebody else: above the channels, choose ',
        h('b', {}, model.nameOf(other.id)),
        `, ${other.title}.`,
      ],
    },
  ];
}

// isManager goes by the title: Slack knows nothing of teams.
const isManager = (user) => /manager/i.test(user.title ?? '');

// firstCommand proposes a line that works for whom one is, where the app is: a count for somebody of a team, help for who
// leads one or runs the workspace. Apps are seldom for guests, so these are led to somebody else.
function firstCommand(model) {
  const me = model.user(model.me);
  const rooms = [...model.channels.values()].filter((c) => c.member && !model.isDM(c));
  const channel = rooms.find((c) => c.members?.includes(model.app.user));
  if (me.is_guest || me.is_stranger || !channel) {
    const team = [...model.users.values()].find((u) => !u.is_bot && !u.is_guest && !u.is_stranger && u.id !== model.me);
    return (
      team && [
        'To see what ',
        model.app.name,
        ' does for a team, choose ',
        h('b', {}, model.nameOf(team.id)),
        ' above the channels.',
      ]
    );
  }
  const counts = !me.is_admin && !isManager(me) && model.commands.find((c) => /\d/.test(exampleOf(c)));
  const helps = model.commands.find((c) => /\bhelp\b/.test(c.usage_hint ?? ''));
  const line = counts ? exampleOf(counts).trim() : helps ? `${helps.command} help` : model.commands[0]?.command;
  return line && ['New here? Type ', h('code', {}, line), ' in ', h('b', {}, `#${channel.name}`), ' and press Enter.'];
}

// A browser may forbid storage; then the hint simply comes back next time.
function dismissed() {
  try {
    return localStorage.getItem(hintKey) === 'read';
  } catch {
    return false;
  }
}

// remember keeps the hint away next time.
function remember() {
  try {
    localStorage.setItem(hintKey, 'read');
  } catch {
    // Nothing to do: see dismissed.
  }
}

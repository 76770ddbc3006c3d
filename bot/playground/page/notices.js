// What the page itself has to say: a lost connection, a short message in passing, the hint of the first minute.

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
  model.on('reset', () => showHint(model, hint));
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

// showHint tells a newcomer what to try, until they say that they have read it.
function showHint(model, hint) {
  const channel = [...model.channels.values()].find((c) => c.member && !c.dm_with);
  const command = model.commands.find((c) => c.command === '/log') ?? model.commands[0];
  hint.hidden = dismissed() || !channel || !command;
  if (hint.hidden) return;
  const line = `${command.command} ${command.command === '/log' ? '5 conversations' : ''}`.trim();
  const close = iconButton('close', 'Dismiss this hint', () => {
    hint.hidden = true;
    remember();
  });
  swap(
    hint,
    h(
      'span',
      {},
      'New here? Type ',
      h('code', {}, line),
      ' in ',
      h('b', {}, `#${channel.name}`),
      model.clock.enabled ? [', then press ', h('b', {}, 'Next ritual')] : null,
      '.',
    ),
    close,
  );
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

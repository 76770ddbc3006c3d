// Modals: the stack of views that the app has opened for this person. One native <dialog> shows the top one; the
// browser keeps the focus inside it and makes the page behind inert.

import { freshId, h, icon, iconButton, swap } from './dom.js';
import { avatar } from './avatars.js';
import { act } from './link.js';
import { blocks } from './blocks.js';
import { focusKey, focusTarget, restoreFocus } from './messages.js';
import { plainNodes } from './mrkdwn.js';
import { ViewSurface } from './surface.js';

const trouble = 'We had some trouble connecting. Try again?';

// mountModals shows the stack in root.
export function mountModals(model, root) {
  const host = {
    model,
    root,
    dialog: null,
    surfaces: new Map(),
    opener: null,
    waiting: null, // the button that has the focus only because there was no field
    shown: '',
    submitting: false,
    notice: '',
    refused: '', // the errors that were known when a form came back
  };
  model.on('views', () => sync(host));
  model.on('reset', ({ person }) => {
    if (person) host.surfaces.clear();
    sync(host);
  });
}

// sync brings the dialog into line with the stack.
function sync(host) {
  const { model } = host;
  const open = new Set(model.views.map((v) => v.id));
  for (const id of host.surfaces.keys()) if (!open.has(id)) host.surfaces.delete(id);
  const top = model.views.at(-1);
  if (!top) {
    shut(host);
    return;
  }
  if (!host.dialog) start(host);
  const surface = surfaceFor(host, top);
  const before = surface.view;
  surface.view = top;
  // The answer to a submission may arrive before the view that explains it; then the focus waits for a wrong field, too.
  // It may as well explain another field than the view before.
  const other = host.refused && host.refused !== JSON.stringify(top.errors);
  const explained = (Boolean(host.notice) || other) && spoken(top);
  if (explained) Object.assign(host, { notice: '', refused: '' });
  const look = JSON.stringify([top.id, top.title, top.submit, top.close, top.blocks, model.views.length]);
  if (look !== host.shown) {
    // An app may turn a modal into its next page; that one is read from its beginning.
    const turned = JSON.stringify(before?.title) !== JSON.stringify(top.title);
    const another = before === null || host.current !== top.id || turned;
    host.current = top.id;
    host.shown = look;
    build(host, surface, another);
  } else if (explained) {
    settle(host, surface);
  } else {
    mark(host, surface);
  }
}

// surfaceFor keeps one surface for each view of the stack, so that going back finds what was typed.
function surfaceFor(host, view) {
  if (!host.surfaces.has(view.id)) {
    const surface = new ViewSurface(host.model, 'modal', view.id);
    surface.onSubmit = () => submit(host, surface);
    host.surfaces.set(view.id, surface);
  }
  return host.surfaces.get(view.id);
}

// start opens the dialog and remembers where the focus came from.
function start(host) {
  const active = document.activeElement;
  host.opener = { node: active, focus: active?.dataset?.focus, ts: active?.closest?.('[data-ts]')?.dataset.ts };
  host.dialog = h('dialog', { class: 'modal' });
  // Escape asks the server, which may have to tell the app; the stack then says what is left. It is caught as a key,
  // since a browser closes a dialog by itself when Escape comes twice; whatever still does so is told as well.
  host.dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close(host, true);
  });
  host.dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close(host, true);
  });
  host.dialog.addEventListener('close', ({ target }) => {
    if (host.dialog !== target) return;
    target.showModal();
    close(host, true);
  });
  host.root.append(host.dialog);
  host.dialog.showModal();
}

// shut closes the dialog and gives the focus back, to the same button even if it was drawn anew meanwhile.
function shut(host) {
  if (!host.dialog) return;
  const { dialog } = host;
  host.dialog = null;
  dialog.close();
  dialog.remove();
  Object.assign(host, { shown: '', current: null, waiting: null, submitting: false, notice: '', refused: '' });
  const { node, focus, ts } = host.opener;
  if (node?.isConnected) {
    node.focus({ preventScroll: true });
    return;
  }
  const scope = (ts && document.querySelector(`[data-ts="${CSS.escape(ts)}"]`)) || document;
  const near = scope === document ? null : scope.querySelector('.toolbar button');
  const target = (focus && focusTarget(scope, focus)) || near || document.querySelector('#composer-text');
  target?.focus({ preventScroll: true });
}

// build draws the top view. another: it is not the one that was shown, so the focus goes to its first field.
function build(host, surface, another) {
  const { dialog } = host;
  const { view } = surface;
  // On a view that is still loading the focus waits on a button; what comes next may have a field for it.
  const waits = document.activeElement === host.waiting;
  const focused = another || waits ? null : focusKey(dialog);
  const scrolled = another ? 0 : (dialog.querySelector('.modal-body')?.scrollTop ?? 0);
  const title = freshId('modal');
  dialog.setAttribute('aria-labelledby', title);
  const body = view.blocks?.length
    ? blocks(surface, view.blocks)
    : h('div', { class: 'loading', role: 'status' }, h('span', { class: 'spinner' }), 'Loading…');
  const form = h(
    'form',
    {
      class: 'modal-form',
      novalidate: true,
      on: {
        submit: (e) => {
          e.preventDefault();
          submit(host, surface);
        },
      },
    },
    head(host, view, title),
    h('fieldset', { class: 'modal-fields' }, h('div', { class: 'modal-body', tabindex: '-1' }, body)),
    h('div', { class: 'modal-notice', role: 'alert', hidden: true }),
    foot(host, view),
  );
  swap(dialog, form);
  mark(host, surface);
  dialog.querySelector('.modal-body').scrollTop = scrolled;
  if (focused) restoreFocus(dialog, focused);
  // An update may take away the very button that had the focus.
  const lost = !dialog.contains(document.activeElement) || document.activeElement === dialog;
  if (another || lost) host.waiting = focusFirst(dialog);
}

const words = (text) => (typeof text === 'string' ? plainNodes({ text }) : plainNodes(text));

// head has a way back when another view lies beneath.
function head(host, view, id) {
  const stacked = host.model.views.length > 1;
  return h(
    'header',
    { class: 'modal-head' },
    stacked ? iconButton('back', 'Back', () => close(host, false)) : avatar(host.model, host.model.app.user, 24),
    h('h2', { id }, words(view.title)),
    iconButton('close', 'Close', () => close(host, true)),
  );
}

// foot has the buttons. A view without a submit button can only be closed.
function foot(host, view) {
  const closing = view.close ? words(view.close) : view.submit ? 'Cancel' : 'Close';
  return h(
    'footer',
    { class: 'modal-foot' },
    h('span', { class: 'modal-app' }, host.model.app.name),
    h(
      'button',
      { type: 'button', class: 'button', 'data-focus': 'modal/close', on: { click: () => close(host, false) } },
      closing,
    ),
    view.submit
      ? h(
          'button',
          { type: 'submit', class: 'button button-primary', 'data-focus': 'modal/submit' },
          h('span', { class: 'button-text' }, words(view.submit)),
        )
      : null,
  );
}

// focusFirst goes to the field that the app asked for, else to the first one, else to a button, which it returns: the
// focus is there for want of anything better. A field below a long text would scroll the text away unread; then the text
// has the focus, and the keyboard scrolls it.
function focusFirst(dialog) {
  const body = dialog.querySelector('.modal-body');
  const field =
    body.querySelector('[autofocus]') ?? body.querySelector('input:not([disabled]), textarea:not([disabled])');
  const far = field && !field.autofocus && field.getBoundingClientRect().bottom > body.getBoundingClientRect().bottom;
  const button = mainButton(dialog);
  (far ? body : (field ?? button))?.focus();
  return field ? null : button;
}

// mainButton is the one that hands in, or closes where there is nothing to hand in.
const mainButton = (dialog) =>
  dialog.querySelector('[type=submit]') ?? dialog.querySelector('[data-focus="modal/close"]');

// mark shows errors, the notice and the busy state without touching what is being typed.
function mark(host, surface) {
  const { dialog, submitting } = host;
  for (const node of dialog.querySelectorAll('.block-input')) markField(node, surface.error(node.dataset.block));
  dialog.querySelector('.modal-fields').disabled = submitting;
  for (const button of dialog.querySelectorAll('.modal-foot button')) button.disabled = submitting;
  dialog.querySelector('[type=submit]')?.setAttribute('aria-busy', String(submitting));
  const notice = host.notice || surface.view.notice || '';
  const line = dialog.querySelector('.modal-notice');
  line.hidden = !notice || submitting;
  swap(line, icon('warn'), notice);
}

// markField writes the error below its field, where it is read out, and marks the field as wrong.
function markField(node, message) {
  const place = node.querySelector('.input-error');
  if (place.textContent === message) return;
  node.classList.toggle('has-error', Boolean(message));
  swap(place, message ? [icon('warn'), message] : null);
  const field = node.querySelector('[aria-describedby]');
  if (message) field?.setAttribute('aria-invalid', 'true');
  else field?.removeAttribute('aria-invalid');
}

// submit hands the form in: everything that was typed first, in order, then the form. Meanwhile nothing can be
// changed.
async function submit(host, surface) {
  if (host.submitting || !surface.view.submit) return;
  host.notice = '';
  host.refused = '';
  host.submitting = true;
  mark(host, surface);
  await surface.flush();
  const answer = await act(host.model, { do: 'submit', view_id: surface.viewId });
  host.submitting = false;
  if (!host.dialog || host.current !== surface.viewId) return;
  // The view itself says what went wrong where it can; this is for everything else.
  if (!answer.ok) host.refused = JSON.stringify(surface.view.errors) ?? '';
  if (!answer.ok && !spoken(surface.view)) host.notice = answer.offline ? trouble : answer.error || trouble;
  settle(host, surface);
}

const spoken = (view) => Boolean(view.notice) || Object.values(view.errors ?? {}).some(Boolean);

// settle shows the outcome and puts the focus on the first field that is wrong. Where the answer was another view, that
// view was drawn while everything was still disabled and could not take the focus; it gets it now, or the keyboard
// would be outside of the dialog.
function settle(host, surface) {
  mark(host, surface);
  const wrong = host.dialog.querySelector('.has-error input, .has-error textarea');
  const lost = !host.dialog.contains(document.activeElement) || document.activeElement === host.dialog;
  if (wrong) {
    wrong.focus();
    // Focus brings the field into view, and not the sentence below it.
    wrong.closest('.block-input').scrollIntoView({ block: 'nearest' });
  } else if (lost) {
    mainButton(host.dialog)?.focus();
  }
}

// close asks the server to close the top view, or all of them.
async function close(host, all) {
  if (host.submitting) return;
  const surface = host.surfaces.get(host.current);
  const answer = await act(host.model, { do: 'close_view', view_id: host.current, ...(all ? { all: true } : {}) });
  if (answer.ok || !host.dialog || !surface) return;
  host.notice = answer.error || trouble;
  mark(host, surface);
}

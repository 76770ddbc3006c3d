// Small dialogs: the confirmation that an app asks for before an action. Native <dialog>: the browser keeps the
// focus inside, makes the rest of the page inert, and closes on Escape.

import { freshId, h } from './dom.js';
import { plainNodes, plainText, textNodes } from './mrkdwn.js';

// confirmed shows a confirm object and resolves to whether the person agreed. Without one it is true at once.
export function confirmed(model, confirm) {
  if (!confirm) return Promise.resolve(true);
  const title = freshId('confirm');
  const body = freshId('confirm-text');
  const danger = confirm.style === 'danger';
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { class: 'modal confirm', 'aria-labelledby': title, 'aria-describedby': body },
      h('header', { class: 'modal-head' }, h('h2', { id: title }, plainNodes(confirm.title))),
      h('div', { class: 'modal-body', id: body }, textNodes(model, confirm.text)),
      h(
        'footer',
        { class: 'modal-foot' },
        h(
          'button',
          { type: 'button', class: 'button', value: 'no', on: { click: () => dialog.close('no') } },
          confirm.deny ? plainText(confirm.deny) : 'Cancel',
        ),
        h(
          'button',
          {
            type: 'button',
            class: `button ${danger ? 'button-danger-solid' : 'button-primary'}`,
            autofocus: true,
            on: { click: () => dialog.close('yes') },
          },
          confirm.confirm ? plainText(confirm.confirm) : 'Yes',
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// menu shows items [{label, note?, act}] beneath a button and closes after a choice, on Escape and on a click
// elsewhere (that is what popover=auto does). Arrow keys move, as in every menu.
export function menu(button, items, className = '') {
  const panel = h(
    'div',
    { class: `menu ${className}`, role: 'menu', popover: 'auto' },
    items.map(
      (item) =>
        item.node ??
        h(
          'button',
          {
            type: 'button',
            role: 'menuitem',
            class: 'menu-item',
            on: {
              click: () => {
                panel.hidePopover();
                item.act();
              },
            },
          },
          h('span', {}, item.label),
          item.note ? h('small', {}, item.note) : null,
        ),
    ),
  );
  panel.addEventListener('keydown', (event) => moveInMenu(panel, event));
  panel.addEventListener('toggle', (event) => {
    const open = event.newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (!open) panel.remove();
  });
  return panel;
}

// moveInMenu moves the focus by arrow keys, round and round, and by a letter to the next item that begins with it: two
// hundred people are a long way by arrow.
function moveInMenu(panel, event) {
  const items = [...panel.querySelectorAll('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement);
  if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const begins = (item) => (item.querySelector('b') ?? item).textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    [...items.slice(at + 1), ...items.slice(0, at + 1)].find(begins)?.focus();
    return;
  }
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (!(event.key in steps) || !items.length) return;
  event.preventDefault();
  items[(steps[event.key] + items.length) % items.length].focus();
}

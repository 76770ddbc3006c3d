// The app's Home tab. Opening it tells the app, which then publishes what this person sees; until that arrives
// the last one stands.

import { h, swap } from './dom.js';
import { act } from './link.js';
import { blocks } from './blocks.js';
import { focusKey, restoreFocus } from './messages.js';
import { ViewSurface } from './surface.js';

const patience = 3500; // ms until "loading" becomes "there is nothing": longer than the app may take to answer

let surface = null; // keeps what was typed in the Home tab as long as the view is the same one

// homeView renders the tab and asks the app for a fresh one.
export function homeView(model) {
  const node = h('div', {
    class: 'scroll home',
    tabindex: '0',
    role: 'region',
    'aria-label': `${model.app.name} Home`,
  });
  const place = h('div', { class: 'home-view' });
  node.append(place);
  drawHome(model, place);
  act(model, { do: 'home' }).then((answer) => {
    if (!answer.ok) model.emit('toast', { text: answer.error, bad: true });
  });
  if (!model.home)
    setTimeout(() => {
      if (!model.home && place.isConnected) emptyHome(model, place);
    }, patience);
  return node;
}

// mountHome redraws an open Home tab whenever the app publishes.
export function mountHome(model) {
  model.on('home', () => {
    const place = document.querySelector('.home-view');
    if (place) drawHome(model, place);
  });
}

// drawHome shows the newest Home, and keeps what was typed in it as long as it is the same view.
function drawHome(model, place) {
  const { home } = model;
  if (!home) {
    swap(
      place,
      h(
        'div',
        { class: 'loading', role: 'status' },
        h('span', { class: 'spinner' }),
        `${model.app.name} is getting your Home ready…`,
      ),
    );
    return;
  }
  if (surface?.viewId !== home.id || surface.model.me !== model.me) surface = new ViewSurface(model, 'home', home.id);
  surface.view = home;
  const focused = focusKey(place);
  swap(place, blocks(surface, home.blocks));
  if (focused) restoreFocus(place, focused);
}

// emptyHome says that nothing came; an app may have nothing to show, and a spinner for ever would be a lie.
function emptyHome(model, place) {
  swap(
    place,
    h(
      'div',
      { class: 'empty' },
      h('h2', {}, 'Nothing here yet'),
      h('p', {}, `${model.app.name} has not published a Home for you. Have a look again in a moment.`),
    ),
  );
}

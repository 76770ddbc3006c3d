// The playground's page. It is a view of one person's Slack: state.js holds what the server sent, link.js talks
// to it, and each part below draws its own corner and listens for what concerns it.

import { mountClock } from './clock.js';
import { focusComposer, mountConversation } from './conversation.js';
import { mountDrawer } from './drawer.js';
import { mountHome } from './home.js';
import { connect } from './link.js';
import { mountModals } from './modal.js';
import { mountNotices } from './notices.js';
import { mountSidebar } from './sidebar.js';
import { Model } from './state.js';
import { mountThread } from './thread.js';

const at = (id) => document.getElementById(id);
const model = new Model();

mountSidebar(model, at('sidebar'), become);
mountConversation(model, at('main'));
mountThread(model, at('thread'));
mountHome(model);
mountModals(model, at('modal-root'));
mountClock(model, at('bar'), mountDrawer(model, at('drawer')));
mountNotices(model, { notice: at('notice'), toasts: at('toasts'), hint: at('hint') });

// The address says who one is, so that a window can be reloaded and a second one can be somebody else.
model.on('reset', ({ person }) => {
  const url = new URL(location.href);
  if (url.searchParams.get('as') !== model.me) {
    url.searchParams.set('as', model.me);
    history.replaceState(null, '', url);
  }
  if (person) focusComposer();
});
model.on('place', ({ thread }) => {
  if (!thread && model.place.channel) focusComposer();
});

let disconnect = connect(model, new URL(location.href).searchParams.get('as') ?? '');

// become makes this window somebody else's.
function become(id) {
  if (id === model.me) return;
  disconnect();
  disconnect = connect(model, id);
}

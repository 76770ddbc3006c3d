// The app's About tab: what it is, the commands it has, and what the playground is.

import { h } from './dom.js';
import { avatar } from './avatars.js';

// aboutView renders the tab.
export function aboutView(model) {
  const { app } = model;
  return h(
    'div',
    { class: 'scroll about', tabindex: '0', role: 'region', 'aria-label': `About ${app.name}` },
    h(
      'div',
      { class: 'about-head' },
      avatar(model, app.user, 72),
      h('div', {}, h('h2', {}, app.name), h('p', {}, model.user(app.user).title || `An app in ${model.team.name}`)),
    ),
    h('h3', {}, 'Commands'),
    model.commands.length
      ? h(
          'dl',
          { class: 'commands' },
          model.commands.map((c) => [
            h('dt', {}, h('code', {}, c.command), ' ', h('span', { class: 'usage' }, c.usage_hint ?? '')),
            h('dd', {}, c.description),
          ]),
        )
      : h('p', { class: 'empty' }, `${app.name} has no slash commands.`),
    h('h3', {}, 'This is a playground'),
    h(
      'p',
      {},
      `A small Slack inside the ${app.name} program, on this machine alone. Nothing that you type leaves it, and nothing here reaches a real workspace. People, numbers and history are made up; the app is the real one.`,
    ),
    h('p', { class: 'muted' }, 'Not affiliated with Slack.'),
  );
}

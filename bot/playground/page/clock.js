// The bar at the top: the playground's time, what is due next, and the buttons that move the clock.

import { h, icon, swap } from './dom.js';
import { act } from './link.js';
import { place } from './people.js';
import { clockTime, dayAndTime, shortDay } from './times.js';

const jumps = [
  ['next', 'Next ritual', 'Move the clock to the next ritual and run it'],
  ['hour', '+1 hour', 'Move the clock on by an hour'],
  ['tomorrow', 'Tomorrow 09:00', 'Move the clock to tomorrow morning'],
  ['monday', 'Next Monday', 'Move the clock to next Monday, 09:00'],
  ['week', 'A whole week', 'Let a whole week pass, with every ritual in it'],
];

// mountClock fills the bar. toggleHood opens and closes the drawer.
export function mountClock(model, node, toggleHood) {
  const bar = {
    model,
    asked: false, // a jump was asked for and the server has not said yet that it is busy
    day: h('span', { class: 'clock-day' }),
    time: h('span', { class: 'clock-time' }),
    zone: h('span', { class: 'clock-zone' }),
    next: h('div', { class: 'clock-next', role: 'status' }),
    jumps: h('div', { class: 'clock-jumps', role: 'group', 'aria-label': 'Move the clock' }),
    strip: h('div', { class: 'progress', hidden: true }),
  };
  bar.buttons = jumps.map(([to, label, title]) =>
    h(
      'button',
      {
        type: 'button',
        class: `jump-button${to === 'next' ? ' jump-next' : ''}`,
        title,
        on: { click: () => jump(bar, to) },
      },
      to === 'next' ? icon('play') : null,
      label,
    ),
  );
  bar.jumps.append(...bar.buttons);
  swap(
    node,
    h('div', { class: 'clock-now', title: 'The time in the playground' }, icon('clock'), bar.day, bar.time, bar.zone),
    bar.next,
    bar.jumps,
    hoodButton(model, toggleHood),
    bar.strip,
  );
  for (const topic of ['reset', 'clock'])
    model.on(topic, () => {
      if (!model.clock.busy) bar.asked = false;
      draw(bar);
    });
  setInterval(() => tick(bar), 1000);
}

// hoodButton opens the drawer and counts what Slack would have refused, so that nobody has to keep looking.
function hoodButton(model, toggleHood) {
  const count = h('span', { class: 'unread-badge', hidden: true });
  const label = h('span', { class: 'hood-label' }, 'Under the hood');
  const button = h(
    'button',
    {
      type: 'button',
      class: 'hood-button',
      id: 'hood-button',
      'aria-expanded': 'false',
      'aria-controls': 'drawer',
      title: 'Under the hood: what goes over the wire',
      on: { click: toggleHood },
    },
    icon('hood'),
    label,
    count,
  );
  const show = () => {
    const refused = model.log.filter((e) => e.kind === 'refusal').length;
    count.hidden = refused === 0;
    swap(count, refused, h('span', { class: 'hidden' }, ' refused by Slack’s rules'));
  };
  model.on('log', show);
  model.on('reset', show);
  return button;
}

// tick writes the time. While rituals run it shows the instant that they run at.
function tick({ model, day, time, zone }) {
  if (!model.ready) return;
  const now = model.clock.progress?.at ?? model.now();
  day.textContent = shortDay(now, model.zone());
  time.textContent = clockTime(now, model.zone());
  zone.textContent = place(model.user(model.me));
}

// draw shows what is due next, or what is running.
function draw(bar) {
  const { model } = bar;
  const { enabled, busy, next, progress } = model.clock;
  const running = busy || bar.asked;
  tick(bar);
  bar.jumps.hidden = !enabled;
  for (const button of bar.buttons) button.disabled = running;
  bar.buttons[0].disabled = running || !next;
  bar.strip.hidden = !running;
  bar.next.classList.toggle('running', running);
  if (running)
    swap(
      bar.next,
      h('span', { class: 'spinner' }),
      h(
        'span',
        {},
        progress
          ? `Running ${progress.what}, ${shortDay(progress.at, model.zone())} ${clockTime(progress.at, model.zone())}`
          : 'Moving the clock…',
      ),
    );
  else if (next)
    swap(
      bar.next,
      h('span', { class: 'clock-label' }, 'Next'),
      h(
        'span',
        { class: 'clock-what' },
        h('b', {}, next.what),
        h('span', {}, ` ${dayAndTime(next.at, model.zone(), model.now())}`),
      ),
    );
  else swap(bar.next, enabled ? h('span', { class: 'muted' }, 'Nothing is due') : null);
}

// jump asks the server to move the clock. The buttons go dark at once; that it is busy comes by the stream.
async function jump(bar, to) {
  bar.asked = true;
  draw(bar);
  const answer = await act(bar.model, { do: 'clock', to });
  if (answer.ok) {
    bar.model.emit('did', { what: 'jump' });
    return;
  }
  bar.asked = false;
  draw(bar);
  bar.model.emit('toast', { text: answer.error, bad: true });
}

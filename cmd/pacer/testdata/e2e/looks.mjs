// Everything that people look at, in teams of several sizes: npm run --prefix cmd/pacer/testdata/e2e looks -- FOLDER [SIZE…]
//
// For each size (1, 8, 200 and first, a team of four on its first day) it starts a playground of its own, lets a week pass, and
// takes each surface four times into FOLDER/SIZE: wide and on a phone, in light and in dark. A picture is as tall as what
// it shows, up to a limit; what goes on below it is in a second one, and a third. Somebody has to open them.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './playground.mjs';
import { Window, launch } from './window.mjs';

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) throw new Error('where to? npm run looks -- FOLDER [1|8|200|first…]');

const sizes = { 1: ['--reps', '1'], 8: ['--reps', '8'], 200: ['--reps', '200'], first: ['--weeks', '0'] };
const modes = ['wide-light', 'wide-dark', 'narrow-light', 'narrow-dark'];
const tallest = 2000; // pixels of a picture
const mostParts = 3;

// A Photographer takes pictures of one window.
class Photographer {
  constructor(window, into) {
    Object.assign(this, { window, page: window.page, into, count: 0 });
    mkdirSync(into, { recursive: true });
  }

  // shoot takes what a part of the page shows, from the top of from on, in all modes. The part is what scrolls.
  async shoot(name, from = null) {
    const { page } = this;
    const number = String(++this.count).padStart(2, '0');
    const file = name.replaceAll(' ', '-');
    for (const mode of modes) {
      const width = mode.startsWith('wide') ? 1280 : 390;
      await page.emulateMedia({ colorScheme: mode.endsWith('dark') ? 'dark' : 'light', reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      const shown = page.getByRole('main').locator('.scroll').first();
      const below = await shown.evaluate(async (node, start) => {
        await new Promise((resolve) => setTimeout(resolve, 150)); // for what lays itself out anew
        const top = start ? start.getBoundingClientRect().top - node.getBoundingClientRect().top + node.scrollTop : 0;
        return node.scrollHeight - Math.max(0, top - 8);
      }, await from?.elementHandle());
      const around = 900 - (await shown.evaluate((node) => node.clientHeight));
      await page.setViewportSize({ width, height: Math.round(Math.min(tallest, Math.max(500, below + around))) });
      for (let part = 1; part <= mostParts; part++) {
        const left = await shown.evaluate(
          async (node, [start, nth]) => {
            await new Promise((resolve) => setTimeout(resolve, 100));
            const top = start ? start.getBoundingClientRect().top - node.getBoundingClientRect().top + node.scrollTop - 8 : 0;
            const at = top + (nth - 1) * (node.clientHeight - 60);
            node.scrollTop = at;
            return node.scrollHeight - at - node.clientHeight;
          },
          [await from?.elementHandle(), part],
        );
        await page.mouse.move(0, 0);
        await page.screenshot({ path: join(this.into, `${number}-${file}-${mode}${part > 1 ? `-${part}` : ''}.png`) });
        if (left < 80) break;
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  // form takes the dialog that is open, as tall as what it asks.
  async form(name) {
    const { page } = this;
    const file = `${String(++this.count).padStart(2, '0')}-${name.replaceAll(' ', '-')}`;
    for (const mode of modes) {
      const width = mode.startsWith('wide') ? 1280 : 390;
      await page.emulateMedia({ colorScheme: mode.endsWith('dark') ? 'dark' : 'light', reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 1300 });
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(this.into, `${file}-${mode}.png`) });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  // answer types a command, waits for the answer and takes it.
  async answer(name, line) {
    const before = await this.articles();
    await this.window.say(line);
    await this.page.waitForFunction((n) => document.querySelectorAll('main article').length > n, before);
    await this.page.waitForTimeout(700); // a chart may take the place of the words
    await this.shoot(name, this.window.main.getByRole('article').last());
  }

  articles() {
    return this.page.evaluate(() => document.querySelectorAll('main article').length);
  }

  // home opens somebody's Home.
  async home(name, who) {
    await this.window.become(who);
    await this.window.go('Pacer');
    await this.window.tab('Home');
    await this.page.waitForTimeout(1200); // the fresh one takes the place of the last
    await this.shoot(name);
  }

  // messages opens what Pacer has written to somebody, at the newest message with a text.
  async messages(name, who, text) {
    await this.window.become(who);
    await this.window.go('Pacer');
    await this.window.tab('Messages');
    const found = this.window.main.getByRole('article').filter({ hasText: text });
    if (await found.count()) await this.shoot(name, found.last());
    else console.log(`  ${name}: nothing with ${text}`);
  }
}

// fault has the playground take no charts, or take them again.
async function fault(page, name, args = []) {
  const ok = await page.evaluate(
    async ([n, a]) =>
      (
        await fetch('/page/act', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Playground': '1' },
          body: JSON.stringify({ do: 'fault', as: 'U0ANN', name: n, args: a }),
        })
      ).ok,
    [name, args],
  );
  if (!ok) throw new Error(`the fault ${name} was refused`);
}

// board is what everybody sees of the leaderboard, and what they are told of themselves.
async function board(camera, people, goal) {
  const { window: w } = camera;
  await w.become('Ann');
  await w.go('sales-west');
  const posted = w.main.getByRole('article').filter({ hasText: 'Leaderboard' });
  if (await posted.count()) {
    await camera.shoot('leaderboard', posted.last());
    for (const who of people) {
      await w.become(who);
      await w.go('sales-west');
      const before = await camera.articles();
      await w.press('Where am I?');
      await w.page.waitForFunction((n) => document.querySelectorAll('main article').length > n, before);
      await camera.shoot(`where-am-i-${who}`, w.main.getByRole('article').last());
    }
  }
  await w.become('Maya');
  await w.go('sales-west');
  await w.say(`/board goal ${goal} conversations this month`);
  await w.page.waitForTimeout(500);
  await w.become('Ann');
  await w.go('sales-west');
  await camera.answer('board-week', '/board');
  await camera.answer('board-last-week', '/board last week');
  await camera.answer('board-month', '/board month');
  await camera.answer('board-kpi', '/board meetings last week');
  await camera.answer('board-goal', '/board goal');
  await camera.answer('board-dates', '/board 2026-11-02..2026-11-13');
  await camera.answer('board-next-week', '/board next week');
  await camera.answer('board-teams', '/board teams last week');
}

// manager is what Maya sees.
async function manager(camera, about) {
  const { window: w } = camera;
  await camera.messages('digest', 'Maya', 'Coaching, ');
  await camera.messages('hurdles', 'Maya', 'in the way');
  await camera.home('home-manager', 'Maya');
  await w.go('sales-west');
  await camera.answer('coach-list', '/coach');
  for (const who of about) await camera.answer(`brief-${who}`, `/coach @${who}`);
}

// talk is a question that goes to somebody and comes back answered, what both want to talk about, and what is written down.
async function talk(camera, who) {
  const { window: w } = camera;
  const name = who.split(' ')[0];
  const asks = async (person, line) => {
    await w.become(person);
    await w.go('sales-west');
    const before = await camera.articles();
    await w.say(line);
    await w.page.waitForFunction((n) => document.querySelectorAll('main article').length > n, before);
  };
  const sent = async (button, after) => {
    await w.press(button, w.dialog.getByRole('contentinfo'));
    if (after) await w.shut(after);
    else await w.dialog.waitFor({ state: 'detached' });
    await w.page.waitForTimeout(1000);
  };
  await asks('Maya', `/coach @${who}`);
  await w.press(/^Ask in DM/);
  await w.form('Ask in DM');
  await camera.form('ask-in-dm');
  await sent('Send', 'Asked.');
  await camera.messages('asked-maya', 'Maya', 'You asked');
  await camera.messages(`asked-${name}`, who, 'asks you');
  await w.press('Answer');
  await w.form('Your answer');
  await w.field('Your answer').fill('By ringing before nine, while they are at their desk. The list from the fair helped, too.');
  await camera.form('your-answer');
  await sent('Send');
  await camera.messages(`answered-${name}`, who, 'Your answer');
  await w.go('sales-west');
  await w.say('/coach agenda');
  await w.form('Next one-to-one');
  await w.field('You would like to talk about').fill('Legal takes two weeks');
  await camera.form(`agenda-${name}`);
  await sent('Save');
  await camera.messages('answered-maya', 'Maya', 'has answered');
  await asks('Maya', `/coach @${who}`);
  await w.press(/^Record one-to-one/);
  await w.form('Record one-to-one');
  await w.field('What was learnt?').fill('The first hour is worth the most.');
  await camera.form('record');
  await sent('Save', 'Recorded.');
  await camera.answer('brief-after-it', `/coach @${who}`);
  await asks(who, '/coach');
  await camera.shoot(`coach-${name}-after-it`, w.main.getByRole('article').last());
  await w.press('All observations');
  await w.page.waitForTimeout(700);
  await camera.shoot(`all-observations-${name}`, w.main.getByRole('article').last());
  await w.become('Ada');
  await w.go('sales-west');
  await camera.answer('coach-admin', '/coach');
}

// rep is what somebody sees of themselves.
async function rep(camera, who) {
  const { window: w } = camera;
  await camera.home(`home-${who}`, who);
  await w.go('sales-west');
  await camera.answer(`pace-${who}`, '/pace');
  await camera.answer(`coach-${who}`, '/coach');
  await camera.messages(`nudge-${who}`, who, /behind|ahead|to go/);
}

// look goes through all of a playground.
async function look(size, address, browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const w = new Window(page);
  const camera = new Photographer(w, join(folder, size));
  await page.goto(`${address}?as=U0GUS`); // whom nobody waits for: everybody else works on
  await w.ready('Gus');
  const goal = 90 * (Number(size) || 4); // within reach
  const bad = ['8', '200'].includes(size) ? 'Iris Novak' : 'Ann Lindqvist';
  if (size === 'first') {
    await camera.shoot('first-morning-channel');
    await rep(camera, 'Ann Lindqvist');
    await manager(camera, ['Ann Lindqvist']);
    await camera.home('home-admin', 'Ada');
    await board(camera, [], goal);
    await w.jump('Tomorrow 09:00');
    await camera.home('second-morning-home', 'Dev');
  }
  await w.become('Gus');
  await w.jump('Next Monday');
  await board(camera, bad === 'Iris Novak' ? ['Dev Patel', bad, 'Lars'] : ['Ann'], goal);
  await manager(camera, [bad]);
  await talk(camera, bad);
  await camera.home('home-admin', 'Ada');
  if (bad === 'Iris Novak') await rep(camera, 'Chloé Martin');
  await w.become('Gus');
  while (!(await w.due()).includes('Huddle wrap-up, West')) await w.jump('Next ritual');
  await w.jump('+1 hour');
  await w.jump('Tomorrow 09:00');
  await rep(camera, bad);
  await fault(page, 'no_charts');
  await w.go('sales-west');
  await camera.answer('chartless', '/pace');
  const draw = w.main.getByRole('button', { name: 'Show as a picture', exact: true });
  if (await draw.count()) {
    await draw.last().click();
    await page.waitForTimeout(2000); // it is drawn and sent meanwhile
    await camera.messages('picture', bad, '');
  }
  await fault(page, 'mend', ['no_charts']);
  await context.close();
}

const pacer = build();
const browser = await launch();
for (const size of wanted.length ? wanted : Object.keys(sizes)) {
  const began = Date.now();
  const { address, stop } = await pacer.start(...sizes[size]);
  try {
    await look(size, address, browser);
  } finally {
    await stop();
  }
  console.log(`${size}: ${Math.round((Date.now() - began) / 1000)} s`);
}
await browser.close();
pacer.clear();

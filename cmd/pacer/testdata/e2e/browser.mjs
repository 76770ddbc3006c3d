// The whole main job in a browser, step by step, as the people of the demo do it: TestE2ETheMainJobInABrowser runs it.
//
//   node browser.mjs ADDRESS FOLDER
//
// ADDRESS is a playground that was started afresh. Where a step fails, FOLDER gets a screenshot of each window, and
// the exit code is 1.

import { Checks } from './checks.mjs';
import { Window, launch, reboundName } from './window.mjs';

const [address, folder] = process.argv.slice(2);

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const checks = new Checks(context, address);
const { accessible, fits } = checks;

// checkIn presses the huddle's button and hands in the form with what could get in the way.
async function checkIn(person, hurdle) {
  await person.press('Check in');
  await person.form(/^Huddle/);
  await person.field(/^What could get in the way/).fill(hurdle);
  await accessible(person.dialog, 'the huddle’s form');
  await person.press('Check in', person.dialog);
  await person.shut('You are in.');
}

const page = await context.newPage();
const whole = page.locator('html');
const ann = new Window(page);
const home = ann.main.getByRole('region', { name: 'Pacer Home' });

// strangers is another site that is open in the same browser. It may send what it likes, and it may have its own name
// point to this machine; it is refused both times, and Chromium's own guard of the local network is not what did it.
async function strangers() {
  const elsewhere = await browser.newContext();
  await elsewhere.route('http://another.example/', (route) => route.fulfill({ body: 'hello', contentType: 'text/html' }));
  const site = await elsewhere.newPage();
  const statuses = [];
  site.on('response', (response) => statuses.push(response.status()));
  await site.goto('http://another.example/');
  const body = JSON.stringify({ as: 'U0ANN', do: 'message', channel: 'C0WEST', text: 'from elsewhere' });
  for (const [path, options] of [
    ['page/act', { method: 'POST', mode: 'no-cors', body }],
    ['page/stream?as=U0ANN', { mode: 'no-cors' }],
  ])
    await site.evaluate(([url, o]) => fetch(url, o).catch(() => {}), [address + path, options]);
  const rebound = new URL(address);
  rebound.hostname = reboundName;
  await site.goto(rebound.href);
  await elsewhere.close();
  if (statuses.join() !== '200,403,403,403') throw new Error(`another site was answered with ${statuses}`);
}

const steps = {
  'another site gets nothing': strangers,
  'Ann opens the page': async () => {
    await page.goto(address);
    await ann.ready('Ann');
    await accessible(whole, 'the page at first sight');
  },
  'she logs in one line, completed as she types': async () => {
    await ann.box.pressSequentially('/lo');
    await page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: /^\/log/ }).waitFor();
    await accessible(ann.main, 'the suggestions');
    await ann.box.press('Tab');
    await ann.box.pressSequentially('5 conversations');
    await ann.box.press('Enter');
    const answer = await ann.message('Logged 5 conversations.');
    await answer.getByText('5 of 20 this week').waitFor();
    await answer.getByText('Only visible to you').waitFor();
  },
  'she logs by the form, which says at the field what is wrong': async () => {
    await ann.say('/log');
    await ann.form('Log for West');
    const [conversations, meetings] = [ann.field(/^Conversations/), ann.field(/^Meetings/)];
    await ann.focused(conversations);
    await conversations.press('Enter');
    await ann.wrong(conversations, 'Enter at least one number.'); // Pacer's own check
    await ann.focused(conversations);
    await meetings.fill('two');
    await ann.press('Log', ann.dialog);
    await ann.wrong(meetings, 'Please enter a number.'); // Slack's
    await ann.focused(meetings);
    await accessible(ann.dialog, 'a form with an error');
    await meetings.fill('2');
    await ann.press('Log', ann.dialog);
    await ann.shut('Logged 2 meetings.');
    await ann.focused(ann.box);
  },
  'what is wrong with the lowest field in sight comes into sight, too': async () => {
    const size = ann.page.viewportSize();
    await ann.say('/deal new');
    await ann.form('New deal');
    const [amount, body] = [ann.field('Amount (EUR)'), ann.dialog.locator('.modal-body')];
    await ann.field('Name').fill('Globex');
    await amount.fill('a lot');
    const bottom = async (part) => part.boundingBox().then((box) => box.y + box.height);
    // A window that ends right below the field: Chromium has no reason to scroll to it.
    for (let { height } = size; (await bottom(body)) > (await bottom(amount)) + 10 && height > 200; height -= 5) {
      await ann.page.setViewportSize({ ...size, height });
      await body.evaluate((node) => node.scrollTo(0, 0));
    }
    await amount.press('Enter');
    await ann.wrong(amount, 'Please enter an amount');
    const said = ann.dialog.locator('.has-error .input-error');
    if ((await bottom(said)) > (await bottom(body))) throw new Error('the sentence is below the edge');
    await ann.page.setViewportSize(size);
    await ann.press('Cancel', ann.dialog);
    await ann.dialog.waitFor({ state: 'detached' });
  },
  'the clock moves to the huddle, and she checks in': async () => {
    await ann.jump('Next ritual');
    await ann.message('Huddle of Monday 23 November');
    await checkIn(ann, 'Quotes for <!channel> & co');
  },
  'she sees her own answer in the thread': async () => {
    const huddle = await ann.message('Huddle of Monday 23 November');
    await ann.press(/\d (reply|replies)/, huddle); // there are older threads
    const reply = await ann.message('Quotes for <!channel> & co', ann.thread); // text, which calls nobody
    await reply.getByText('Ann plans').waitFor();
    await accessible(ann.thread, 'a thread');
  },
  'Bob checks in from a second window, and she sees that too': async () => {
    const bob = await ann.beside('Bob');
    await checkIn(bob, 'Two long calls');
    await ann.message('Two long calls', ann.thread);
  },
  'a wrong field gets the focus, though the view with its error comes later than the answer': async () => {
    const slow = new Window(await context.newPage());
    await slow.page.addInitScript(() => {
      const { set } = Object.getOwnPropertyDescriptor(EventSource.prototype, 'onmessage');
      const later = (hear) => (event) => setTimeout(hear, 100, event);
      Object.defineProperty(EventSource.prototype, 'onmessage', {
        set(hear) {
          set.call(this, later(hear));
        },
      });
    });
    await slow.page.goto(`${address}?as=U0CHLOE`);
    await slow.ready('Chloé');
    await slow.say('/log');
    await slow.form('Log for West');
    await slow.field(/^Conversations/).press('Enter');
    await slow.wrong(slow.field(/^Conversations/), 'Enter at least one number.');
    await slow.focused(slow.field(/^Conversations/));
    await slow.field(/^Meetings/).fill('two'); // then another field is wrong
    await slow.press('Log', slow.dialog);
    await slow.wrong(slow.field(/^Meetings/), 'Please enter a number.');
    await slow.focused(slow.field(/^Meetings/));
    await slow.page.close();
    await page.bringToFront(); // a window behind another one is drawn once a second
  },
  'a plain number in the thread is a log': async () => {
    const reply = ann.thread.getByRole('textbox', { name: 'Reply in this thread' });
    await reply.fill('3 meetings');
    await reply.press('Enter');
    const mine = await ann.message('3 meetings', ann.thread);
    await mine.getByRole('list', { name: 'Reactions' }).waitFor();
    await ann.press('Close the thread', ann.thread);
  },
  'the board': async () => {
    await ann.say('/board');
    const board = await ann.message('Leaderboard, this week');
    await board.getByRole('button', { name: 'Share' }).waitFor();
    await accessible(board, 'the board');
  },
  'the app, tab by tab': async () => {
    await ann.go('Pacer');
    await ann.tab('Home');
    await home.getByText('0 of 2 this week').waitFor();
    await ann.press('Log 1 proposal', home);
    await home.getByText('1 of 2 this week').waitFor(); // it is fresh after every change
    await accessible(ann.main, 'the Home of a rep');
    await ann.tab('About');
    await accessible(ann.main, 'the About tab');
    await ann.tab('Messages');
    await ann.say('hello');
    await ann.message('/pacer help');
    await accessible(ann.main, 'the Messages tab');
    await ann.go('sales-west');
  },
  'the huddle is wrapped up': async () => {
    while (!(await ann.due()).includes('Huddle wrap-up, West')) await ann.jump('Next ritual');
    await ann.jump('Next ritual');
    const huddle = await ann.message('Huddle of Monday 23 November');
    await huddle.getByText('The huddle has closed').waitFor();
  },
  'a week goes by until Monday': async () => {
    await ann.jump('Next Monday');
    await ann.message('Percent of target to date'); // Friday's leaderboard
    await ann.message('Huddle of Monday 30 November');
    await accessible(whole, 'a channel after a week');
  },
  'Maya coaches': async () => {
    await ann.become('Maya');
    await ann.go('Pacer');
    await ann.tab('Messages');
    await ann.message('Coaching, Monday');
    await ann.press(/^Open brief/);
    const brief = await ann.message('Brief:');
    await brief.getByText('Questions to choose from').waitFor();
    await accessible(brief, 'a brief');
    await ann.tab('Home');
    await home.getByText('Dev').first().waitFor();
    await accessible(ann.main, 'the Home of a manager');
  },
  'Ada looks after it all': async () => {
    await ann.become('Ada');
    await ann.go('Pacer');
    await ann.tab('Home');
    await home.getByText(/West/).first().waitFor();
    await accessible(ann.main, 'the Home of an admin');
  },
  'under the hood': async () => {
    await ann.become('Ann');
    await ann.go('sales-west');
    await ann.press(/Under the hood/, ann.clock);
    await ann.press('Clear', ann.drawer);
    await ann.press('To the app', ann.drawer);
    await ann.say('/log 1 proposal');
    await ann.message('Logged 1 proposal.');
    const lines = ann.drawer.getByRole('listitem').filter({ hasText: 'slash_commands /log' });
    await lines.filter({ hasText: /Ack.* ms/ }).last().waitFor();
    const envelope = lines.filter({ hasText: 'To the app' }).last();
    await envelope.getByText('slash_commands /log').click();
    await envelope.getByText('"text": "1 proposal"').waitFor();
    await accessible(ann.drawer, 'the drawer');
  },
  'the socket is dropped, and the next command works all the same': async () => {
    await ann.press('Break something', ann.drawer);
    await accessible(ann.drawer, 'the faults');
    await page.getByRole('menuitem', { name: /^Drop the socket/ }).click();
    await page.getByText('Drop the socket: done.').waitFor();
    await ann.press('Close', ann.drawer);
    await ann.say('/pace');
    await ann.message('1 of 2 this week');
  },
  'all of it on a phone': async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await accessible(whole, 'a channel on a phone');
    await fits(ann, 'a channel on a phone');
    await ann.press(/\d (reply|replies)/);
    await ann.thread.getByRole('article').first().waitFor();
    await fits(ann, 'a thread on a phone');
    await ann.press('Close the thread', ann.thread);
    await ann.press('Back to channels');
    await accessible(ann.sidebar, 'the sidebar on a phone');
    await ann.go('Pacer');
    await ann.tab('Home');
    await fits(ann, 'Home on a phone');
  },
};

await checks.run(steps, ann, folder);
await browser.close();

// A manager of two hundred looks at their team on a phone: TestE2EATeamOf200 runs it.
//
//   node crowd.mjs ADDRESS FOLDER
//
// ADDRESS is a playground with 200 reps that was started afresh on a Monday. What fails is told as by browser.mjs.

import { Checks } from './checks.mjs';
import { Window, launch } from './window.mjs';

const [address, folder] = process.argv.slice(2);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
const checks = new Checks(context, address);
const { accessible, fits } = checks;
const page = await context.newPage();
const maya = new Window(page);
const home = maya.main.getByRole('region', { name: 'Pacer Home' });

// channels goes back to the list, which covers everything else on a phone.
const channels = () => maya.press('Back to channels');

const steps = {
  'the leaderboard': async () => {
    await page.goto(`${address}?as=U0MAYA`);
    await maya.message('Leaderboard');
    await fits(maya, 'the leaderboard of 200');
    await maya.say('/board last week');
    await maya.message('Leaderboard, last week');
    await accessible(maya.main, 'a board of 200');
    await fits(maya, 'a board of 200');
  },
  'everybody whom one can be': async () => {
    await channels();
    await maya.press(/^You are/, maya.sidebar);
    await page.getByRole('menuitemradio', { name: /Iris/ }).waitFor();
    await fits(maya, 'two hundred people to be');
    await page.keyboard.press('i');
    await maya.focused(page.getByRole('menuitemradio', { name: /Isla/ }));
    await page.keyboard.press('i');
    await maya.focused(page.getByRole('menuitemradio', { name: /Iris/ })); // the crowd comes after everybody else
    await page.keyboard.press('Escape');
  },
  'the digest': async () => {
    await maya.go('Pacer');
    await maya.tab('Messages');
    const digest = await maya.message('Coaching, Monday');
    await digest.getByRole('button', { name: /^Next 10 of/ }).waitFor();
    await accessible(maya.main, 'a digest of 200');
    await fits(maya, 'a digest of 200');
  },
  'Home, and its second page': async () => {
    await maya.tab('Home');
    await home.getByText('1 to 10 of 200').waitFor();
    await accessible(home, 'the Home of a manager of 200');
    await fits(maya, 'the Home of a manager of 200');
    await maya.press(/^Next/, home);
    await home.getByText('11 to 20 of 200').waitFor();
    await fits(maya, 'the second page of a Home of 200');
  },
};

await checks.run(steps, maya, folder);
await browser.close();

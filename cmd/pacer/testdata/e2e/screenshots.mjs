// The README's screenshots: npm run --prefix cmd/pacer/testdata/e2e screenshots
//
// It builds Pacer, starts a playground of its own, and does what the README's first minute tells.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './playground.mjs';
import { Window, launch } from './window.mjs';

const folder = join(root, '.github', 'screenshots');
const pacer = build();
const { address, stop } = await pacer.start();
const browser = await launch();
const context = await browser.newContext({
  viewport: { width: 1280, height: 720 },
  colorScheme: 'light',
  reducedMotion: 'reduce',
});
const page = await context.newPage();
const ann = new Window(page);
mkdirSync(folder, { recursive: true });

// shoot takes the picture with the mouse out of the way, where it marks nothing.
async function shoot(name) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

await page.goto(address);
await ann.ready('Ann');
await ann.say('/log 5 conversations 2 meetings');
await ann.message('Logged 5 conversations');
await shoot('log');

await ann.press(/hint/, page.getByRole('complementary', { name: 'Hint' }));
await ann.jump('Next ritual');
await ann.press('Check in');
await ann.form(/^Huddle/);
await ann.field(/^What could get in the way/).fill('Acme wants legal in the call');
await ann.press('Check in', ann.dialog);
await ann.shut('You are in.');
await ann.jump('+1 hour'); // the others check in
await ann.press(/\d (reply|replies)/);
await ann.message('Acme wants legal in the call', ann.thread);
await shoot('huddle');

await ann.press('Close the thread', ann.thread);
await ann.jump('Next Monday');
await ann.become('Maya');
await ann.go('sales-west');
await ann.say('/coach');
await ann.message('Coaching in West');
await ann.press(/^Open brief/);
await ann.message('Questions to choose from');
await page.setViewportSize({ width: 1280, height: 1180 }); // the whole brief
await shoot('coach');

await browser.close();
await stop();
pacer.clear();

// What holds for every surface of the page, whoever looks at it: nothing is logged as an error, nothing is asked of
// another machine, axe finds nothing, nothing is wider than the window, and Slack would have refused nothing.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export class Checks {
  // context is the browser's, before its first page; address is the playground's.
  constructor(context, address) {
    this.context = context;
    this.complaints = []; // what no step looks for and none may cause
    context.setDefaultTimeout(30_000); // generous: what is waited for is there at once on a machine that has time
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.complaints.push(`page: ${error.error().stack}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== new URL(address).origin) this.complaints.push(`request to ${url}`);
    });
  }

  // accessible runs axe over a part of the page as it is now: all its rules in light, and in dark the one about colours.
  // Of its four grades the two that keep somebody from using the page are faults.
  accessible = async (part, surface) => {
    const shown = part.page();
    if (!(await shown.evaluate(() => 'axe' in globalThis))) await shown.evaluate(axe);
    for (const [colorScheme, rules] of [
      ['dark', { runOnly: ['color-contrast'] }],
      ['light', {}],
    ]) {
      await shown.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const options = { resultTypes: ['violations'], preload: false, ...rules };
      const { violations } = await part.evaluate((node, o) => globalThis.axe.run(node, o), options);
      for (const { id, impact, help, nodes } of violations)
        if (['serious', 'critical'].includes(impact))
          this.complaints.push(
            `${surface}, ${colorScheme}: ${id} (${impact}): ${help}\n${nodes.map(describe).join('\n')}`,
          );
    }
  };

  // fits fails where something is wider than the window, or than the part of it that scrolls: then it can be pushed
  // sideways.
  fits = async ({ page }, surface) => {
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('.scroll')].map((n) => [n.scrollWidth, n.clientWidth]),
    );
    for (const [needs, has] of wide)
      if (needs > has) this.complaints.push(`${surface}: ${needs} pixels wide in a place of ${has}`);
  };

  // run does the steps one after another as seen from a window. A step that fails, or that somebody complains about in the end, leaves
  // a screenshot of each window in the folder, and the exit code 1.
  async run(steps, window, folder) {
    try {
      for (const [name, step] of Object.entries(steps)) {
        const began = Date.now();
        await step().catch((error) => {
          throw new Error(`${name}: ${error.message}`, { cause: error });
        });
        if (await window.clock.getByRole('button', { name: /refused/ }).count())
          this.complaints.push(`${name}: something was refused by the rules of Slack; it is under the hood`);
        console.log(`${String(Date.now() - began).padStart(6)} ms  ${name}`);
      }
      if (this.complaints.length) throw new Error('every step was done, but there are complaints');
    } catch (error) {
      console.error([error.message, ...this.complaints].join('\n'));
      for (const [i, page] of this.context.pages().entries()) {
        const path = join(folder, `window-${i + 1}.png`);
        await page.screenshot({ path });
        console.error(`window ${i + 1} looked like ${path}`);
      }
      process.exitCode = 1;
    }
  }
}

const describe = ({ html, failureSummary }) => `    ${html.slice(0, 200)}\n    ${failureSummary.replaceAll('\n', ' ')}`;

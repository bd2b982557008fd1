// usage: node playwright.mjs TASK.json      The job as Playwright's documentation writes it: locators by label and role, a context per
// store with its storageState, waitForEvent('download') before the click, download.path().
import { chromium } from 'playwright-core';
import { publishReport, runSideBySide, task } from './job.mjs';

const browser = await chromium.launch({
  executablePath: task.browser,
  // Its own flags give way to those that all get; these two it would have added itself.
  ignoreDefaultArgs: true,
  args: [...task.flags, '--remote-debugging-pipe', `--user-data-dir=${task.folder}/profile`],
});

await runSideBySide(task.stores, task.parallel, async (store) => {
  const context = await browser.newContext({ storageState: store.state ?? undefined });
  const page = await context.newPage();
  if (!store.state) {
    await page.goto(`${task.origin}/sign-in`);
    await page.getByLabel('User name').fill(store.user);
    await page.getByLabel('Password').fill(store.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/dashboard');
  }
  for (const day of task.days) {
    await page.goto(`${task.origin}/reports/orders`);
    await page.getByLabel('From').fill(day);
    await page.getByLabel('To').fill(day);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('#result').waitFor();
    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await publishReport(await (await arriving).path(), store, day);
  }
  await context.close();
});
await browser.close();

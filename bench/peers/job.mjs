// What the JavaScript peers share: the task, running stores side by side, and the checks of a file that Nightporter makes too: not empty,
// a zip archive as .xlsx is, its MD5 and SHA-256, on the disk (fsync) before it gets its name.
import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

export const task = JSON.parse(await readFile(process.argv[2], 'utf8'));

export async function runSideBySide(stores, count, work) {
  const waiting = [...stores];
  const worker = async () => {
    for (let store = waiting.shift(); store; store = waiting.shift()) await work(store);
  };
  await Promise.all(Array.from({ length: Math.min(count, stores.length) }, worker));
}

async function sync(file) {
  const handle = await open(file, 'r');
  await handle.sync();
  await handle.close();
}

export async function publish(arrived, name) {
  const file = await open(arrived, 'r');
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let bytes = 0;
  let begin;
  for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20 })) {
    begin ??= chunk.subarray(0, 4).toString('latin1');
    bytes += chunk.length;
    md5.update(chunk);
    sha256.update(chunk);
  }
  if (bytes === 0) throw new Error(`${arrived} is empty`);
  if (name.endsWith('.xlsx') && begin !== 'PK\x03\x04') throw new Error(`${arrived} is no workbook`);
  md5.digest('hex');
  await sync(arrived);
  await rename(arrived, path.join(task.folder, name));
  await sync(task.folder);
  return { bytes, sha256: sha256.digest('hex') };
}

export async function publishReport(arrived, store, day) {
  const { sha256 } = await publish(arrived, `${store.code}_${day}.xlsx`);
  console.log(`${store.code} ${day} ${sha256}`);
}

// usage: node load_sheetjs.mjs FILE.xlsx DATABASE.sqlite     The workbook into staging and facts, with SheetJS and Node's own SQLite.
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import * as xlsx from 'xlsx';

const [, , file, database] = process.argv;
const book = xlsx.read(readFileSync(file), { dense: true, cellDates: true, cellHTML: false, cellText: false });
const [header, ...rows] = xlsx.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1, raw: true });
const names = header.map((_, number) => `c${number}`);
const connection = new DatabaseSync(database);
connection.exec('BEGIN');
connection.exec(`CREATE TABLE stg_bench (${names})`);
const insert = connection.prepare(`INSERT INTO stg_bench VALUES (${names.map(() => '?')})`);
for (const row of rows) insert.run(...names.map((_, at) => (row[at] instanceof Date ? row[at].toISOString() : row[at] ?? null)));
connection.exec(`CREATE TABLE IF NOT EXISTS fact_bench (${names}, PRIMARY KEY (c0))`);
connection.exec(`INSERT INTO fact_bench SELECT * FROM stg_bench WHERE true ON CONFLICT (c0) DO UPDATE SET
  ${names.slice(1).map((name) => `${name} = excluded.${name}`)}`);
connection.exec('COMMIT');
connection.close();

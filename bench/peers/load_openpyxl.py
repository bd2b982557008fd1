#!/usr/bin/python3
"""usage: load_openpyxl.py FILE.xlsx DATABASE.sqlite     The workbook into staging and facts, with openpyxl (read-only) and sqlite3."""
import sqlite3
import sys

import openpyxl

file, database = sys.argv[1:]
sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).active
rows = sheet.iter_rows(values_only=True)
names = [f"c{number}" for number in range(len(next(rows)))]
columns = ", ".join(names)
connection = sqlite3.connect(database)
with connection:
    connection.execute(f"CREATE TABLE stg_bench ({columns})")
    connection.executemany(f"INSERT INTO stg_bench VALUES ({', '.join('?' * len(names))})", rows)
    connection.execute(f"CREATE TABLE IF NOT EXISTS fact_bench ({columns}, PRIMARY KEY (c0))")
    changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    connection.execute(f"INSERT INTO fact_bench SELECT * FROM stg_bench WHERE true ON CONFLICT (c0) DO UPDATE SET {changes}")
connection.close()

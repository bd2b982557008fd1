#!/usr/bin/python3
"""usage: load_pandas.py FILE.xlsx DATABASE.sqlite     The workbook into staging and facts, with pandas and SQLAlchemy."""
import sys

import pandas
import sqlalchemy

file, database = sys.argv[1:]
frame = pandas.read_excel(file)
frame.columns = [f"c{number}" for number in range(len(frame.columns))]
engine = sqlalchemy.create_engine("sqlite:///" + database)
columns = ", ".join(frame.columns)
with engine.begin() as connection:
    frame.to_sql("stg_bench", connection, if_exists="replace", index=False, chunksize=10_000)
    connection.execute(sqlalchemy.text(f"CREATE TABLE IF NOT EXISTS fact_bench ({columns}, PRIMARY KEY (c0))"))
    changes = ", ".join(f"{name} = excluded.{name}" for name in frame.columns[1:])
    connection.execute(sqlalchemy.text(f"INSERT INTO fact_bench SELECT {columns} FROM stg_bench WHERE true"
                                       f" ON CONFLICT (c0) DO UPDATE SET {changes}"))

-- How many files the same collecting brought for this period: the period is covered when all of them are loaded.
ALTER TABLE download_ledger ADD COLUMN file_count INTEGER NOT NULL DEFAULT 1;
ALTER TABLE download_intent ADD COLUMN file_count INTEGER NOT NULL DEFAULT 1;

-- Which operator an attempt was given to: limits count its live attempts in all runs.
ALTER TABLE attempt ADD COLUMN operator TEXT NOT NULL DEFAULT '';
-- 1 while its job is followed or looked for.
ALTER TABLE attempt ADD COLUMN live INTEGER NOT NULL DEFAULT 0;
-- Why nobody waits for the end of its job any more, which may still run.
ALTER TABLE attempt ADD COLUMN leaked TEXT;
CREATE INDEX live_attempt ON attempt (operator) WHERE live = 1;

-- When the owner asks its operators next, and why then; JSON.
ALTER TABLE run ADD COLUMN looks TEXT NOT NULL DEFAULT '{"of":[]}';

PRAGMA user_version = 2;

-- The class path of a project, which many runs share, by its SHA-256.
CREATE TABLE class_path (
  hash     TEXT PRIMARY KEY,
  entries  TEXT NOT NULL
);
-- Empty if the project has no class path, or has it itself: a run of an earlier version.
ALTER TABLE run ADD COLUMN class_path TEXT REFERENCES class_path (hash);
-- The project's parameters: --from finds the last run with the same ones.
ALTER TABLE run ADD COLUMN parameters TEXT;
UPDATE run SET parameters = json_extract(project, '$.parameters');

-- A page of a list reads its own rows, whatever it asks for.
CREATE INDEX run_by_time ON run (created, id);
CREATE INDEX run_by_pipeline ON run (pipeline, created, id);
CREATE INDEX run_by_outcome ON run (outcome, created, id);
CREATE INDEX run_by_pipeline_and_outcome ON run (pipeline, outcome, created, id);
CREATE INDEX run_by_parameters ON run (pipeline, parameters, created, id);
CREATE INDEX attempt_by_run ON attempt (run, step, number);
CREATE INDEX leaked_attempt ON attempt (run, step, number) WHERE leaked IS NOT NULL;

PRAGMA user_version = 3;

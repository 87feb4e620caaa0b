CREATE TABLE store (
  id TEXT NOT NULL
);
INSERT INTO store VALUES (lower(hex(randomblob(16))));

CREATE TABLE run (
  id          TEXT PRIMARY KEY,
  pipeline    TEXT NOT NULL,
  project     TEXT NOT NULL,
  plan        TEXT NOT NULL,
  created     TEXT NOT NULL,
  ended       TEXT,
  outcome     TEXT NOT NULL,
  cancelling  INTEGER NOT NULL,
  owner       TEXT,
  epoch       INTEGER NOT NULL,
  renewed     TEXT
);

CREATE TABLE step_run (
  run       TEXT NOT NULL REFERENCES run (id),
  step      TEXT NOT NULL,
  position  INTEGER NOT NULL,
  state     TEXT NOT NULL,
  PRIMARY KEY (run, step)
);

-- The ledger: a row is there before its attempt is submitted.
CREATE TABLE attempt (
  key       TEXT PRIMARY KEY,
  run       TEXT NOT NULL REFERENCES run (id),
  step      TEXT NOT NULL,
  number    INTEGER NOT NULL,
  request   TEXT NOT NULL,
  job       TEXT,
  launch    TEXT
);

-- What other processes want of a run's owner.
CREATE TABLE wanted (
  run   TEXT NOT NULL REFERENCES run (id),
  what  TEXT NOT NULL,
  at    TEXT NOT NULL,
  PRIMARY KEY (run, what)
);

PRAGMA user_version = 1;

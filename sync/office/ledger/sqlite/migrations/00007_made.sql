-- +goose Up
-- When a record was made, in the office's time, and how well that is known: a
-- wire.Placement. 0 stands in records of before; they are placed as they are read.
ALTER TABLE entry ADD COLUMN made_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN made_how INTEGER NOT NULL DEFAULT 0;

-- The same of a line's last record, and its clock: the next ones are placed by it.
ALTER TABLE high_water ADD COLUMN boot INTEGER NOT NULL DEFAULT 0;
ALTER TABLE high_water ADD COLUMN boottime_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE high_water ADD COLUMN wall_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE high_water ADD COLUMN made_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE high_water ADD COLUMN made_how INTEGER NOT NULL DEFAULT 0;

-- What is so now: who calls for help, what is wrong with a terminal.
CREATE TABLE sign (
    kind     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    revision INTEGER NOT NULL UNIQUE,
    at_ms    INTEGER NOT NULL,
    body     BLOB    NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;

CREATE INDEX sign_at ON sign (at_ms);

INSERT INTO head (name, last) VALUES ('sign', 0);

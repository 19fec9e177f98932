-- +goose Up
-- When a record was made, in the office's time, and how well that is known: a
-- wire.Placement. 0 stands in records of before; they are placed as they are read.
ALTER TABLE entry ADD COLUMN made_ms BIGINT NOT NULL DEFAULT 0, ADD COLUMN made_how SMALLINT NOT NULL DEFAULT 0;

-- The same of a line's last record, and its clock: the next ones are placed by it.
ALTER TABLE high_water ADD COLUMN boot BIGINT NOT NULL DEFAULT 0, ADD COLUMN boottime_ms BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN wall_ms BIGINT NOT NULL DEFAULT 0, ADD COLUMN made_ms BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN made_how SMALLINT NOT NULL DEFAULT 0;

-- What is so now: who calls for help, what is wrong with a terminal.
CREATE TABLE sign (
    kind     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    revision BIGINT NOT NULL UNIQUE,
    at_ms    BIGINT NOT NULL,
    body     BYTEA  NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE INDEX sign_at ON sign (at_ms);

INSERT INTO head (name, last) VALUES ('sign', 0);

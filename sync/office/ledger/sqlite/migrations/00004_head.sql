-- +goose Up
CREATE TABLE head (
    name TEXT    PRIMARY KEY,
    last INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO head (name, last) SELECT 'roster', coalesce(max(revision), 0) FROM roster;

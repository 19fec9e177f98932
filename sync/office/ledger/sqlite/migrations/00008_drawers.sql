-- +goose Up
-- Small files that change. They stand by name, so that their places do not tell
-- in which order they came.
CREATE TABLE drawer (
    drawer TEXT NOT NULL,
    name   TEXT NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY (drawer, name)
) WITHOUT ROWID;

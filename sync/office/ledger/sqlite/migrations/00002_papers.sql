-- +goose Up
CREATE TABLE withdrawal (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    what     TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    UNIQUE (what, id)
);

CREATE TABLE issuer (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms       INTEGER NOT NULL,
    certificate BLOB    NOT NULL
);

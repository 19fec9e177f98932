-- +goose Up
CREATE TABLE entry (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    received_ms INTEGER NOT NULL,
    device      TEXT    NOT NULL,
    stream      INTEGER NOT NULL,
    epoch       BLOB    NOT NULL,
    seq         INTEGER NOT NULL,
    prev        BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    boot        INTEGER NOT NULL,
    boottime_ms INTEGER NOT NULL,
    wall_ms     INTEGER NOT NULL,
    quality     INTEGER NOT NULL,
    suite       INTEGER NOT NULL,
    dictionary  INTEGER NOT NULL,
    sealing_key BLOB    NOT NULL,
    sealed      BLOB    NOT NULL,
    UNIQUE (device, stream, epoch, seq)
);

CREATE INDEX entry_received ON entry (received_ms);

CREATE TABLE high_water (
    device  TEXT    NOT NULL,
    stream  INTEGER NOT NULL,
    epoch   BLOB    NOT NULL,
    through INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (device, stream, epoch)
) WITHOUT ROWID;

CREATE TABLE quarantine (
    position INTEGER PRIMARY KEY REFERENCES entry (position),
    reason   TEXT NOT NULL
);

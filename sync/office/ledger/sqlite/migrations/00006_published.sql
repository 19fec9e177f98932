-- +goose Up
CREATE TABLE publication (
    revision    INTEGER PRIMARY KEY,
    kind        TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    content     BLOB    NOT NULL,
    signature   BLOB    NOT NULL,
    certificate BLOB    NOT NULL
);

CREATE INDEX publication_kind ON publication (kind, revision);

INSERT INTO head (name, last) VALUES ('publication', 0);

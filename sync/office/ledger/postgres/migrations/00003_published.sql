-- +goose Up
CREATE TABLE publication (
    revision    BIGINT PRIMARY KEY,
    kind        TEXT   NOT NULL,
    at_ms       BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    content     BYTEA  NOT NULL,
    signature   BYTEA  NOT NULL,
    certificate BYTEA  NOT NULL
);

CREATE INDEX publication_kind ON publication (kind, revision);

INSERT INTO head (name, last) VALUES ('publication', 0);

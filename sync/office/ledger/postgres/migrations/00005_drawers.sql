-- +goose Up
-- Small files that change.
CREATE TABLE drawer (
    drawer TEXT  NOT NULL,
    name   TEXT  NOT NULL,
    body   BYTEA NOT NULL,
    PRIMARY KEY (drawer, name)
);

-- +goose Up
CREATE TABLE roster (
    device   TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL UNIQUE,
    body     BLOB    NOT NULL
);

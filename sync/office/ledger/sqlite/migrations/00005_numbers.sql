-- +goose Up
-- How far the numbers of a day were leased. It only grows.
CREATE TABLE number_series (
    prefix       TEXT    NOT NULL,
    business_day TEXT    NOT NULL,
    through      INTEGER NOT NULL CHECK (through BETWEEN 0 AND 999),
    PRIMARY KEY (prefix, business_day)
);

CREATE TABLE number_lease (
    prefix       TEXT    NOT NULL,
    business_day TEXT    NOT NULL,
    first        INTEGER NOT NULL CHECK (first >= 1),
    last         INTEGER NOT NULL CHECK (last >= first AND last <= 999),
    device       TEXT    NOT NULL,
    PRIMARY KEY (prefix, business_day, first),
    UNIQUE (prefix, business_day, last)
);

CREATE INDEX number_lease_device ON number_lease (device, business_day);

CREATE TABLE number_holder (
    device   TEXT   PRIMARY KEY,
    revision BIGINT NOT NULL
);

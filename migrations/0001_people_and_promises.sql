-- One text for SQLite and PostgreSQL: BIGINT, TEXT, BOOLEAN and BYTEA only.
-- Moments are milliseconds since 1970 UTC; days are days since 1970-01-01.
-- BYTEA has no meaning of its own in SQLite, which keeps blobs in such columns as they are.

-- Names and values of the database itself; holds the sealed text that knows the right key.
CREATE TABLE setting (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- Updates whose consequences are committed: a redelivered one changes nothing.
CREATE TABLE handled_update (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX handled_update_at ON handled_update (at);

-- One person's choices, sealed. `person` is a keyed hash.
CREATE TABLE person (
    person  BYTEA  NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    seen_on BIGINT NOT NULL,
    sealed  BYTEA  NOT NULL
);
CREATE INDEX person_seen_on ON person (seen_on);

-- Promised calls to Telegram, in order within a lane. Sealed; never anybody's words.
CREATE TABLE outbox (
    lane   BYTEA  NOT NULL,
    seq    BIGINT NOT NULL,
    bucket BYTEA  NOT NULL,
    due_at BIGINT NOT NULL,
    tries  BIGINT NOT NULL,
    sealed BYTEA  NOT NULL,
    PRIMARY KEY (lane, seq)
);
CREATE INDEX outbox_due ON outbox (due_at);
CREATE INDEX outbox_bucket ON outbox (bucket);

-- Who may send: one holder at a time, until it expires.
CREATE TABLE lease (
    name       TEXT   NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Messages of a private chat that can still be deleted when the person hides the chat.
CREATE TABLE chat_message (
    lane   BYTEA  NOT NULL,
    tag    BYTEA  NOT NULL,
    at     BIGINT NOT NULL,
    sealed BYTEA  NOT NULL,
    PRIMARY KEY (lane, tag)
);
CREATE INDEX chat_message_at ON chat_message (at);

-- Who visited on which day, by a pseudonym that cannot be joined with `person`. '' = not told.
CREATE TABLE visitor_day (
    visitor     BYTEA   NOT NULL,
    day         BIGINT  NOT NULL,
    language    TEXT    NOT NULL,
    gender      TEXT    NOT NULL,
    country     TEXT    NOT NULL,
    age         TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    citizenship TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    is_new      BOOLEAN NOT NULL,
    PRIMARY KEY (visitor, day)
);
CREATE INDEX visitor_day_day ON visitor_day (day);

-- How often what happened on a day. '' = not told, or nothing to detail.
CREATE TABLE day_count (
    day         BIGINT NOT NULL,
    fact        TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    language    TEXT   NOT NULL,
    gender      TEXT   NOT NULL,
    country     TEXT   NOT NULL,
    age         TEXT   NOT NULL,
    place       TEXT   NOT NULL,
    citizenship TEXT   NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (day, fact, detail, language, gender, country, age, place, citizenship)
);

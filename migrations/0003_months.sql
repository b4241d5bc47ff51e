-- Months that are over: counts without days and without anybody in them.
-- One text for SQLite and PostgreSQL, as in 0001. A month is a number: months since January of year 0.

-- Whether the visitor opened a conversation on that day.
ALTER TABLE visitor_day ADD COLUMN consulted BOOLEAN NOT NULL DEFAULT FALSE;

-- Months whose counts stand below and never change again. `folded`: its rows by day are destroyed.
CREATE TABLE month_closed (
    month  BIGINT  NOT NULL PRIMARY KEY,
    folded BOOLEAN NOT NULL
);

-- How often what happened in a month, told apart by one thing at a time. '' = not told.
CREATE TABLE month_count (
    month    BIGINT NOT NULL,
    fact     TEXT   NOT NULL,
    cut      TEXT   NOT NULL,
    category TEXT   NOT NULL,
    n        BIGINT NOT NULL,
    PRIMARY KEY (month, fact, cut, category)
);

-- How many people were seen in `month` and, in the same year, next in `following`; 0: not again.
CREATE TABLE month_people (
    month     BIGINT NOT NULL,
    following BIGINT NOT NULL,
    crowd     TEXT   NOT NULL,
    cut       TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (month, crowd, cut, category, following)
);

-- Months' figures from elsewhere, as they were imported.
CREATE TABLE imported (
    month     BIGINT NOT NULL,
    indicator TEXT   NOT NULL,
    cut       TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (month, indicator, cut, category)
);

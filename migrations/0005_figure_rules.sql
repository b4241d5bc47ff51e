-- By which rules the figures of a year are shown. One text for SQLite and PostgreSQL, as in 0001.

-- Rules as JSON. Year 0: those of the content the bot runs with, for the command line.
CREATE TABLE figure_rules (
    year  BIGINT NOT NULL PRIMARY KEY,
    rules TEXT   NOT NULL
);

-- Figures from elsewhere, by month, as somebody has given them to `stats import`: a telephone line, or
-- the time before the bot. Nobody is in them. One text for SQLite and PostgreSQL, as in 0001.
-- `month`: months since January of the year 0. `cut` and `category`: what it is told apart by;
-- `detail` with an empty category is the total.
CREATE TABLE imported (
    month     BIGINT NOT NULL,
    indicator TEXT   NOT NULL,
    cut       TEXT   NOT NULL,
    category  TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (month, indicator, cut, category)
);

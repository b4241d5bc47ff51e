-- Counts of a day told apart by one thing at a time, as those of months are. All answers of one
-- person in one row were a diary on a day with few visits. One text for SQLite and PostgreSQL, as in 0001.
CREATE TABLE day_total (
    day      BIGINT NOT NULL,
    fact     TEXT   NOT NULL,
    cut      TEXT   NOT NULL,
    category TEXT   NOT NULL,
    n        BIGINT NOT NULL,
    PRIMARY KEY (day, fact, cut, category)
);
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'detail', detail, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, detail;
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'language', language, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, language;
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'gender', gender, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, gender;
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'country', country, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, country;
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'age', age, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, age;
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'place', place, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, place;
INSERT INTO day_total (day, fact, cut, category, n)
    SELECT day, fact, 'citizenship', citizenship, CAST(SUM(n) AS BIGINT) FROM day_count GROUP BY day, fact, citizenship;
DROP TABLE day_count;
ALTER TABLE day_total RENAME TO day_count;

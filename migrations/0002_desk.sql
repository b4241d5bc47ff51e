-- The desks: cases, where they stand in a desk's group, which messages belong together.
-- One text for SQLite and PostgreSQL, as in 0001.

-- `rank`: 0 first (private chats, consultants' own wishes, what is urgent), 1 relays to a desk,
-- 2 what can wait. `begun`: a call for this row was begun, and its end is not known.
ALTER TABLE outbox ADD COLUMN rank BIGINT NOT NULL DEFAULT 1;
ALTER TABLE outbox ADD COLUMN begun BOOLEAN NOT NULL DEFAULT FALSE;
-- What waits at this moment waits for people.
UPDATE outbox SET rank = 0;
-- The sender walks in this order and asks of each row whether it is the head of its lane.
CREATE INDEX outbox_rank ON outbox (rank, due_at, seq, lane);

-- One exchange between a person and a desk, sealed. `person` is a keyed hash, `case_id` is random.
CREATE TABLE desk_case (
    case_id   BYTEA  NOT NULL PRIMARY KEY,
    person    BYTEA  NOT NULL,
    desk      TEXT   NOT NULL,
    code      TEXT   NOT NULL UNIQUE,
    stage     TEXT   NOT NULL,
    opened_at BIGINT NOT NULL,
    due_at    BIGINT,
    version   BIGINT NOT NULL,
    sealed    BYTEA  NOT NULL
);
CREATE INDEX desk_case_person ON desk_case (person);
CREATE INDEX desk_case_desk ON desk_case (desk, stage, opened_at);
CREATE INDEX desk_case_due ON desk_case (due_at);

-- Where a case stands in the group of a desk, sealed. `topic` is a keyed hash; NULL: no topic yet,
-- or a group without topics.
CREATE TABLE room (
    case_id BYTEA NOT NULL REFERENCES desk_case (case_id) ON DELETE CASCADE,
    desk    TEXT  NOT NULL,
    topic   BYTEA,
    sealed  BYTEA NOT NULL,
    PRIMARY KEY (case_id, desk)
);
CREATE INDEX room_topic ON room (topic);
CREATE INDEX room_desk ON room (desk);

-- The group of a desk as such, sealed.
CREATE TABLE desk_room (
    desk   TEXT  NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

-- A message and its copy on the other side. Tags and lane are keyed hashes; the ids are sealed.
CREATE TABLE link (
    person_tag BYTEA NOT NULL PRIMARY KEY,
    group_tag  BYTEA NOT NULL UNIQUE,
    group_lane BYTEA NOT NULL,
    case_id    BYTEA NOT NULL REFERENCES desk_case (case_id) ON DELETE CASCADE,
    sealed     BYTEA NOT NULL
);
CREATE INDEX link_case ON link (case_id);
CREATE INDEX link_group ON link (group_lane);

-- Who works at a desk. `member` is a keyed hash; account and alias are sealed.
CREATE TABLE desk_member (
    desk    TEXT    NOT NULL,
    member  BYTEA   NOT NULL,
    on_duty BOOLEAN NOT NULL,
    sealed  BYTEA   NOT NULL,
    PRIMARY KEY (desk, member)
);

-- People to whom the desks are closed for a time, known by the code of a case only.
CREATE TABLE blocked (
    person BYTEA  NOT NULL PRIMARY KEY,
    code   TEXT   NOT NULL,
    until  BIGINT NOT NULL
);

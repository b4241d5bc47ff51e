-- The staff's group: in which language its members are spoken to, whether figures come by
-- themselves. Sealed; `due_at` is when the next ones come. One text for SQLite and PostgreSQL, as in 0001.
CREATE TABLE staff_room (
    name    TEXT   NOT NULL PRIMARY KEY,
    due_at  BIGINT,
    version BIGINT NOT NULL,
    sealed  BYTEA  NOT NULL
);

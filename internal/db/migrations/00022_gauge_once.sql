-- +goose Up

-- In an anonymous round a user answers once, whatever functions she has: who
-- answered for all but one would read what that one says.
alter table gauge_answered add column user_id text references user_account (id); -- who answered, and nothing of what; null where the round is not anonymous
create unique index gauge_answered_user on gauge_answered (user_id, round_id);

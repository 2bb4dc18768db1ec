-- +goose Up

-- A count is told from the week after: what has been counted last stands beside it until then.
alter table missing_count add column week text not null default ''; -- date of the Monday of the week when something was counted last
alter table missing_count add column fresh integer not null default 0; -- how many of the cases were counted in that week

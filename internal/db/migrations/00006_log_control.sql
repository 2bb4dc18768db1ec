-- Controls of the log that begin by themselves, and answers that the person has seen.
-- +goose Up

alter table review add column reminded bigint not null default 0; -- how many times those who judge have been reminded

alter table matter add column opened_at bigint; -- when the person first read the answer

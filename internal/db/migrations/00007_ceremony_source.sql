-- Where a passkey was asked for from, so that nobody fills the table.
-- +goose Up

alter table ceremony add column source_hash text not null default '';
create index ceremony_source on ceremony (source_hash);

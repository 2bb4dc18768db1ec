-- The keys of persons, wrapped by the master key, in a database of their own
-- that is backed up apart and for a short time.
-- +goose Up
create table person_key (
  person_id text primary key,
  wrapped bytea not null,
  created_at bigint not null
);
create table erased_person ( -- so that a restored backup can be cleaned again
  person_id text primary key,
  at bigint not null
);

-- What has been told to end soon: livelihood and certificates.
-- +goose Up

create table item_reminder (
  item_id text not null references item (id),
  version bigint not null,
  case_id text not null references cases (id),
  step bigint not null, -- how many days ahead it was told
  at bigint not null,
  primary key (item_id, version, step)
);
create index item_reminder_case on item_reminder (case_id);

create index item_version_end on item_version (end_on) where end_on is not null;

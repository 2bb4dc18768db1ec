-- +goose Up

create table way_guide ( -- what whoever asks by a way in has to know, and when it was last said to hold
  way_id text primary key references way_in (id) on delete cascade,
  ready text not null default '', -- what to have at hand
  form text not null default '', -- which form, or how it is asked
  situations text not null default '', -- when to turn here, and when elsewhere
  keywords text not null default '', -- other words that people look for it by
  age_from integer not null default 0,
  age_to integer not null default 120,
  shown boolean not null default false, -- to anybody, without signing in
  since bigint not null, -- from when the days without an answer are counted
  confirmed_at bigint,
  confirmed_by text references function (id),
  asked_at bigint, -- its function was asked whether it still holds
  raised_at bigint, -- its manager was asked
  version bigint not null default 1
);
create index way_guide_confirmed_by on way_guide (confirmed_by);

create table way_report ( -- somebody found that a way in was wrong
  id text primary key,
  way_id text not null references way_in (id) on delete cascade,
  kind text not null, -- number, function, silence, something_else
  words text not null,
  by_function text not null references function (id),
  at bigint not null,
  answer text not null default '',
  answered_by text references function (id),
  answered_at bigint,
  version bigint not null default 1
);
create index way_report_way on way_report (way_id, answered_at);
create index way_report_by on way_report (by_function);
create index way_report_answered_by on way_report (answered_by);

create table way_experience ( -- how one actor finds the way in to another
  id text primary key,
  area_id text references area (id), -- null for what all areas have in common
  from_kind text not null, -- kommun, vard, fk, af
  to_kind text not null,
  works integer not null, -- 1 hard … 4 easy, 0 not said
  via text not null default '', -- which function is asked
  note text not null default '',
  source text not null,
  changed_at bigint not null,
  version bigint not null default 1
);
create unique index way_experience_of on way_experience (coalesce(area_id, ''), from_kind, to_kind);
create index way_experience_area on way_experience (area_id);

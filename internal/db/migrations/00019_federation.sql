-- +goose Up
-- The federation's own affairs: members, shares, the wheel of its year, and the
-- efforts that it pays for. Structure level: nothing here tells of a person.

create table federation_member (
  organisation_id text primary key references organisation (id),
  joined_on text not null, -- date
  notice_on text not null default '', -- date: it has said that it leaves
  leaves_on text not null default '', -- date: three years after that at the earliest (lag 2003:1210 27 §)
  version bigint not null default 1
);

create table federation_budget (
  year integer primary key,
  total bigint not null, -- whole kronor
  basis text not null, -- population, agreed: what the weights are
  source text not null default '', -- where it was decided
  decided_on text not null default '', -- date
  version bigint not null default 1
);

create table federation_weight ( -- who was a member in the year of a budget, and how a party's part is split
  year integer not null references federation_budget (year),
  organisation_id text not null references organisation (id),
  weight bigint not null,
  primary key (year, organisation_id)
);
create index federation_weight_organisation on federation_weight (organisation_id);

create table federation_task (
  id text primary key,
  year integer not null, -- of the wheel
  kind text not null, -- consultation, budget, annual_report, audit, own
  title text not null default '', -- of one's own
  due_on text not null, -- date
  owner_id text references function (id),
  done_on text not null default '', -- date
  done_by text references function (id),
  words text not null default '',
  told integer not null default 0, -- 1: 30 days before, 2: 7 days before, 3: late
  version bigint not null default 1
);
create unique index federation_task_kind on federation_task (year, kind) where kind <> 'own';
create index federation_task_year on federation_task (year, due_on, id);
create index federation_task_due on federation_task (due_on) where done_on = '';
create index federation_task_owner on federation_task (owner_id);
create index federation_task_doer on federation_task (done_by);

create table effort (
  id text primary key,
  title text not null,
  aim text not null,
  state text not null, -- proposed, decided, under_way, ended, declined
  starts_on text not null, -- date
  ends_on text not null default '', -- date
  develops text not null default '', -- which development areas it belongs to, in words
  decision text not null default '', -- continues, permanent, changed, stops: how the federation goes on
  decided_on text not null default '', -- date
  decision_words text not null default '',
  version bigint not null default 1
);
create index effort_start on effort (starts_on, id);

create table effort_area (
  effort_id text not null references effort (id),
  area_id text not null references area (id),
  primary key (effort_id, area_id)
);
create index effort_area_area on effort_area (area_id);

create table effort_actor (
  effort_id text not null references effort (id),
  actor text not null, -- sort of actor
  primary key (effort_id, actor)
);

create table effort_law ( -- which of the six tasks of the law (2003:1210 7 §) it belongs to
  effort_id text not null references effort (id),
  point integer not null,
  primary key (effort_id, point)
);

create table effort_phase (
  effort_id text not null references effort (id),
  place integer not null,
  title text not null,
  starts_on text not null, -- date
  ends_on text not null, -- date
  primary key (effort_id, place)
);

create table effort_money (
  effort_id text not null references effort (id),
  year integer not null,
  budgeted bigint not null, -- whole kronor
  spent bigint, -- null while it is not known
  primary key (effort_id, year)
);

create table effort_note ( -- the running evaluation
  id text primary key,
  effort_id text not null references effort (id),
  on_day text not null, -- date
  at bigint not null,
  function_id text not null references function (id),
  words text not null
);
create index effort_note_effort on effort_note (effort_id, on_day, id);
create index effort_note_function on effort_note (function_id);

create table federation_event ( -- what has been done with a task or an effort
  id text primary key,
  subject text not null, -- of the task or the effort
  at bigint not null,
  kind text not null, -- made, changed, done, undone, noted, concluded
  function_id text references function (id), -- null for the system
  words text not null default ''
);
create index federation_event_subject on federation_event (subject, at);
create index federation_event_function on federation_event (function_id);

create table board_report (
  period text primary key, -- a year, or a year and its half
  words text not null default '', -- the federation's own, above the numbers
  published_at bigint not null,
  published_by text not null references function (id),
  version bigint not null default 1
);
create index board_report_function on board_report (published_by);

-- Mapping studies, their reports, and what is to become better. Nothing here is
-- about a client, and no statement says who made it.
-- +goose Up

create table study (
  id text primary key,
  title text not null,
  aim text not null,
  questions text not null, -- one on each line
  sources text not null, -- codes of the sorts of data, with commas
  state text not null, -- mapping, anchoring, analysing, proposing, done
  from_on text not null,
  to_on text not null default '',
  made_by text not null references function (id),
  made_at bigint not null,
  version bigint not null default 1
);
create index study_made_by on study (made_by);

create table study_area (
  study_id text not null references study (id),
  area_id text not null references area (id),
  primary key (study_id, area_id)
);
create index study_area_area on study_area (area_id);

create table study_step ( -- the four steps of focus groups: what was done, and when it was finished
  study_id text not null references study (id),
  step text not null, -- planning, recruiting, discussing, analysing
  words text not null default '',
  done_on text not null default '',
  version bigint not null default 1,
  primary key (study_id, step)
);

create table study_guide ( -- a version of an interview guide; never changed
  id text primary key,
  study_id text not null references study (id),
  audience text not null, -- staff, managers
  number integer not null,
  questions text not null, -- one on each line
  made_by text not null references function (id),
  made_at bigint not null,
  unique (study_id, audience, number)
);
create index study_guide_made_by on study_guide (made_by);

create table study_note ( -- material shown (title), who to turn to (function), a meeting where results were told (area, day)
  id text primary key,
  study_id text not null references study (id),
  kind text not null, -- material, contact, feedback
  area_id text references area (id),
  function_id text references function (id),
  on_day text not null default '',
  words text not null default '',
  made_by text not null references function (id),
  made_at bigint not null
);
create index study_note_study on study_note (study_id);
create index study_note_area on study_note (area_id);
create index study_note_function on study_note (function_id);
create index study_note_made_by on study_note (made_by);

create table study_group ( -- a focus group: how many, never who
  id text primary key,
  study_id text not null references study (id),
  name text not null,
  audience text not null, -- staff, managers, both
  actors text not null, -- codes, with commas
  people integer not null,
  on_day text not null,
  minutes integer not null,
  moderator_id text not null references function (id),
  version bigint not null default 1
);
create index study_group_study on study_group (study_id);
create index study_group_moderator on study_group (moderator_id);

create table study_group_area (
  group_id text not null references study_group (id),
  area_id text not null references area (id),
  primary key (group_id, area_id)
);
create index study_group_area_area on study_group_area (area_id);

create table study_statement (
  id text primary key,
  study_id text not null references study (id),
  group_id text references study_group (id), -- null where it comes from another sort of data
  area_id text references area (id), -- null where it holds for all areas
  source text not null,
  actor text not null default '', -- whom it is about; empty for all four
  theme text not null default '', -- parties, way, target, or nothing in particular
  words text not null,
  quote boolean not null default false,
  position bigint not null,
  factor text not null default '', -- as settled
  side text not null default '',
  settled_by text references function (id),
  settled_at bigint,
  made_by text not null references function (id),
  made_at bigint not null,
  version bigint not null default 1
);
create index study_statement_study on study_statement (study_id, area_id, position, id);
create index study_statement_group on study_statement (group_id);
create index study_statement_area on study_statement (area_id);
create index study_statement_settled on study_statement (settled_by);
create index study_statement_made_by on study_statement (made_by);

create table study_coding ( -- each coder's own
  statement_id text not null references study_statement (id),
  coder_id text not null references function (id),
  factor text not null,
  side text not null,
  at bigint not null,
  primary key (statement_id, coder_id)
);
create index study_coding_coder on study_coding (coder_id);

create table study_summary ( -- what statements come to: of an area, an actor or all, under a heading
  id text primary key,
  study_id text not null references study (id),
  area_id text references area (id),
  actor text not null default '',
  section text not null,
  words text not null,
  made_by text not null references function (id),
  made_at bigint not null,
  version bigint not null default 1
);
create unique index study_summary_of on study_summary (study_id, coalesce(area_id, ''), actor, section);
create index study_summary_area on study_summary (area_id);
create index study_summary_made_by on study_summary (made_by);

create table study_point ( -- enablers, what is wished for, proposals: one line each
  id text primary key,
  study_id text not null references study (id),
  area_id text references area (id),
  kind text not null, -- enabler, wish, proposal
  code text not null, -- exists or coming; organisation or individual; a factor
  words text not null,
  position bigint not null,
  made_by text not null references function (id),
  version bigint not null default 1
);
create index study_point_study on study_point (study_id, area_id, position, id);
create index study_point_area on study_point (area_id);
create index study_point_made_by on study_point (made_by);

create table study_share ( -- how large a part of those a unit meets belong to the target group
  id text primary key,
  study_id text not null references study (id),
  area_id text references area (id),
  actor text not null,
  unit text not null,
  low integer not null,
  high integer not null,
  words text not null default '',
  source text not null,
  position bigint not null,
  made_by text not null references function (id),
  version bigint not null default 1
);
create index study_share_study on study_share (study_id, area_id, position, id);
create index study_share_area on study_share (area_id);
create index study_share_made_by on study_share (made_by);

create table report ( -- of an area, or the main one
  id text primary key,
  study_id text not null references study (id),
  area_id text references area (id),
  title text not null,
  made_by text not null references function (id),
  made_at bigint not null,
  version bigint not null default 1
);
create unique index report_of on report (study_id, coalesce(area_id, ''));
create index report_area on report (area_id);
create index report_made_by on report (made_by);

create table report_section (
  report_id text not null references report (id),
  code text not null,
  position integer not null,
  made text not null, -- from what there was when it was made the last time
  basis text not null default '', -- what was made when somebody wrote her own
  own text not null default '', -- her own; empty for none
  own_by text references function (id),
  own_at bigint,
  bare boolean not null, -- nothing to make it from
  version bigint not null default 1,
  primary key (report_id, code)
);
create index report_section_own_by on report_section (own_by);

create table report_edition ( -- frozen when published
  report_id text not null references report (id),
  number integer not null,
  title text not null,
  sections text not null, -- JSON
  published_by text not null references function (id),
  published_at bigint not null,
  primary key (report_id, number)
);
create index report_edition_by on report_edition (published_by);

create table development ( -- an area of work that is to become better
  id text primary key,
  scope text not null, -- local, several, common
  title text not null,
  words text not null default '',
  source text not null, -- study, obstacle, gauge, else
  study_id text references study (id),
  obstacle_id text references obstacle (id),
  source_words text not null default '',
  owner_id text references function (id), -- null while nobody has taken it
  due_on text not null default '',
  state text not null, -- proposed, ongoing, done, dropped
  result text not null default '',
  reminded_on text not null default '',
  position bigint not null, -- the order in which they were entered
  made_by text not null references function (id),
  made_at bigint not null,
  version bigint not null default 1
);
create index development_study on development (study_id);
create index development_obstacle on development (obstacle_id);
create index development_owner on development (owner_id);
create index development_made_by on development (made_by);
create index development_due on development (due_on);

create table development_area ( -- none where it is common to all
  development_id text not null references development (id),
  area_id text not null references area (id),
  primary key (development_id, area_id)
);
create index development_area_area on development_area (area_id);

create table development_step ( -- an action: what, by when, done when
  id text primary key,
  development_id text not null references development (id),
  words text not null,
  due_on text not null default '',
  done_on text not null default '',
  made_by text not null references function (id),
  made_at bigint not null
);
create index development_step_of on development_step (development_id);
create index development_step_made_by on development_step (made_by);

create table development_event (
  id text primary key,
  development_id text not null references development (id),
  what text not null, -- made, changed, state, step, step_done
  words text not null default '',
  by_id text not null references function (id),
  at bigint not null
);
create index development_event_of on development_event (development_id);
create index development_event_by on development_event (by_id);

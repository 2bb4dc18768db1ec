-- +goose Up

create table handover ( -- what one function leaves to another in a case
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  item_id text not null references item (id), -- the summary
  activity_id text references item (id), -- null for all that the giver does in the case
  giver_id text not null references function (id),
  giver_unit text not null references unit (id),
  taker_id text not null references function (id),
  taker_unit text not null references unit (id),
  state text not null, -- offered, accepted, declined, withdrawn
  reason text not null default '', -- code: why it was declined
  sealed bytea, -- why, in words
  offered_at bigint not null,
  answered_at bigint,
  version bigint not null default 1
);
create unique index handover_open on handover (case_id, giver_id, coalesce(activity_id, '')) where state = 'offered';
create index handover_case on handover (case_id);
create index handover_person on handover (person_id);
create index handover_item on handover (item_id);
create index handover_activity on handover (activity_id);
create index handover_giver on handover (giver_id);
create index handover_giver_unit on handover (giver_unit);
create index handover_taker on handover (taker_id);
create index handover_taker_unit on handover (taker_unit);

create table handover_dismissed ( -- a meeting that was proposed before something ends, and is not wanted
  item_id text not null references item (id),
  unit_id text not null references unit (id),
  checkpoint text not null, -- middle, end
  function_id text not null references function (id),
  at bigint not null,
  primary key (item_id, unit_id, checkpoint)
);
create index handover_dismissed_unit on handover_dismissed (unit_id);
create index handover_dismissed_function on handover_dismissed (function_id);

create table outcome ( -- how it stood at one moment, as one unit or the person has noted it
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  unit_id text not null, -- 'self' for the person
  function_id text references function (id),
  representative_id text references representative (id),
  moment text not null, -- before, closing, six, twelve
  on_day text not null,
  shared_unit text references unit (id), -- to which the person shows her own
  sealed bytea not null,
  created_at bigint not null,
  changed_at bigint not null,
  version bigint not null default 1,
  unique (case_id, unit_id, moment)
);
create index outcome_person on outcome (person_id);
create index outcome_function on outcome (function_id);
create index outcome_representative on outcome (representative_id);
create index outcome_shared on outcome (shared_unit);

create table goal_scale ( -- what reaching a goal means, in levels
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  item_id text not null references item (id), -- the goal
  unit_id text not null references unit (id),
  function_id text not null references function (id),
  sealed bytea not null,
  created_at bigint not null,
  changed_at bigint not null,
  version bigint not null default 1,
  unique (item_id, unit_id)
);
create index goal_scale_case on goal_scale (case_id);
create index goal_scale_person on goal_scale (person_id);
create index goal_scale_unit on goal_scale (unit_id);
create index goal_scale_function on goal_scale (function_id);

create table totals_period ( -- totals that have been released, once and for all, of the cases that were closed in a half-year
  period text not null, -- 2026-1
  stage text not null, -- closing, six, twelve
  by_area boolean not null, -- false: for the whole federation only
  made_at bigint not null,
  primary key (period, stage)
);

create table totals_cell ( -- a count that is released: never under five
  id text primary key,
  period text not null,
  stage text not null,
  area_id text references area (id), -- null for the whole federation
  question text not null,
  level integer not null, -- how coarse the groups are
  category text not null,
  persons integer not null,
  foreign key (period, stage) references totals_period (period, stage)
);
create index totals_cell_of on totals_cell (period, stage);
create index totals_cell_area on totals_cell (area_id);

-- +goose Up

create table figure_value ( -- what an indicator was, in a place and a period; how it is defined stands in figures.toml
  figure text not null, -- code of the series: of one definition
  place text not null, -- SCB's code of a municipality; 06 the county, 0000 the nation, 0006 the region
  period text not null, -- 2023, 2014–2015; unknown where the source gives no year
  gender text not null, -- T, K, M
  thousandths bigint, -- null where the source gives none: that is not zero
  status text not null default '', -- what the source says of a value that it does not give
  origin text not null, -- report, kolada, scb
  taken_at bigint not null,
  primary key (figure, place, period, gender)
);
create index figure_value_place on figure_value (place);

create table figure_batch ( -- values that are shown before they are taken in
  id text primary key,
  user_id text not null references user_account (id),
  origin text not null, -- report, kolada, scb
  name text not null, -- of the file
  content bytea not null, -- as read, JSON
  at bigint not null,
  done_at bigint,
  version bigint not null default 1
);
create index figure_batch_user on figure_batch (user_id);
create index figure_batch_at on figure_batch (at);

create table common_goal ( -- what actors want an indicator to become
  id text primary key,
  figure text not null,
  gender text not null,
  title text not null,
  words text not null,
  target bigint not null, -- thousandths
  due_on text not null,
  actors text not null, -- kinds, by comma
  function_id text not null references function (id),
  state text not null, -- open, ended
  created_at bigint not null,
  changed_at bigint not null,
  version bigint not null default 1
);
create index common_goal_function on common_goal (function_id);
create index common_goal_due on common_goal (due_on, id);

create table common_goal_area ( -- where, and from which value
  goal_id text not null references common_goal (id),
  area_id text not null references area (id),
  period text not null, -- of the baseline
  baseline bigint not null, -- thousandths
  primary key (goal_id, area_id)
);
create index common_goal_area_area on common_goal_area (area_id);

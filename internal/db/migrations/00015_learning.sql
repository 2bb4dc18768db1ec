-- What has changed, introduction, training days, articles, and what is handed
-- over by those who leave. All of it is of the structure level.
-- +goose Up

create table news ( -- something that has changed; who holds a function is read from assignment
  id text primary key,
  at bigint not null,
  kind text not null, -- unit.new, function.ended, way.changed …
  area_id text references area (id), -- null: where the unit works; without a unit all areas
  actor text not null default '',
  unit_id text references unit (id),
  function_id text references function (id),
  subject text not null default '', -- identifier of what it is about
  name text not null default ''
);
create index news_at on news (at, id);
create index news_area on news (area_id, at);
create index news_unit on news (unit_id, at);
create index news_function on news (function_id);
create index assignment_since on assignment (since);
create index assignment_until on assignment (until);

create table news_reader ( -- what a function has read and been told
  function_id text primary key references function (id),
  seen_at bigint not null default 0,
  sent_at bigint not null default 0
);

create table article (
  id text primary key,
  area_id text references area (id), -- null for all
  theme text not null, -- missions, rules, meetings, methods, examples, watch, system
  audience text not null, -- workers, managers, politicians
  owner_id text not null references function (id),
  state text not null, -- draft, published, withdrawn
  number integer not null, -- of the newest text
  review_on text not null default '', -- date
  reminded_on text not null default '', -- the review date that a reminder was sent for
  changed_at bigint not null,
  version bigint not null default 1
);
create index article_area on article (area_id);
create index article_owner on article (owner_id, review_on);
create index article_theme on article (theme);

create table article_text ( -- a wording of an article; none ever changes
  article_id text not null references article (id),
  number integer not null, -- 1, 2, …; of those that hold on a day the highest does
  title text not null,
  body text not null,
  source text not null default '',
  source_on text not null default '', -- date that somebody read the source
  valid_from text not null, -- date
  valid_until text not null default '', -- date, the last day; empty until further notice
  at bigint not null,
  by_id text not null references function (id),
  primary key (article_id, number)
);
create index article_text_by on article_text (by_id);

create table path ( -- through what somebody new in a function needs to know
  id text primary key,
  area_id text references area (id), -- null for all
  actor text not null default '', -- kind of organisation; empty for all
  role text not null default '', -- of the function; empty for all
  title text not null,
  about text not null default '',
  ended_at bigint,
  version bigint not null default 1
);
create index path_area on path (area_id);

create table path_step (
  id text primary key,
  path_id text not null references path (id),
  place integer not null, -- in the order of the path
  kind text not null, -- article, page, meeting
  title text not null,
  article_id text references article (id),
  page text not null default '', -- code of a page of Samverk
  meet text not null default '', -- whom to meet: kind of organisation
  ended_at bigint
);
create index path_step_path on path_step (path_id, place);
create index path_step_article on path_step (article_id);

create table path_done ( -- that somebody has read or met, by her assignment
  step_id text not null references path_step (id),
  assignment_id text not null references assignment (id),
  done_on text not null, -- date
  primary key (step_id, assignment_id)
);
create index path_done_assignment on path_done (assignment_id);

create table training ( -- a training day
  id text primary key,
  title text not null,
  themes text not null default '',
  held_on text not null, -- date
  place text not null default '',
  audience text not null, -- workers, managers, politicians
  method boolean not null, -- the yearly day on methods
  record text not null default '', -- what was found when methods were reviewed
  state text not null, -- planned, held, cancelled
  seats integer not null default 0, -- 0 for no limit
  survey text not null default '', -- code of the survey that evaluated it
  created_by text not null references function (id),
  version bigint not null default 1
);
create index training_day on training (held_on, id);
create index training_created on training (created_by);

create table training_area (
  training_id text not null references training (id),
  area_id text not null references area (id),
  primary key (training_id, area_id)
);
create index training_area_area on training_area (area_id);

create table training_owner ( -- the group that makes it
  training_id text not null references training (id),
  function_id text not null references function (id),
  primary key (training_id, function_id)
);
create index training_owner_function on training_owner (function_id);

create table training_number ( -- how many came, by actor
  training_id text not null references training (id),
  actor text not null,
  people integer not null,
  primary key (training_id, actor)
);

create table training_seat ( -- that a function comes, with how many
  training_id text not null references training (id),
  function_id text not null references function (id),
  people integer not null,
  primary key (training_id, function_id)
);
create index training_seat_function on training_seat (function_id);

create table training_answer ( -- how it was judged, on five steps, taken together
  training_id text not null references training (id),
  place integer not null,
  question text not null,
  mean integer not null, -- hundredths, 100 to 500
  answers integer not null,
  primary key (training_id, place)
);

create table leaving ( -- what somebody who leaves has handed over
  assignment_id text not null references assignment (id),
  thing text not null, -- way, forum, agreement, obstacle, article, training, introduction, requests, cases
  subject text not null, -- identifier, empty for what is only counted
  to_id text references function (id),
  done_on text not null default '', -- date
  by_id text not null references function (id),
  version bigint not null default 1,
  primary key (assignment_id, thing, subject)
);
create index leaving_to on leaving (to_id);
create index leaving_by on leaving (by_id);

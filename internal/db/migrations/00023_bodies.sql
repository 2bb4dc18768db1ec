-- +goose Up
-- The federation's bodies (groups), whose members are functions and organisations, and
-- the indicators that the federation adds itself. Structure level: nothing here
-- tells of a person.

create table federation_body (
  id text primary key,
  name text not null,
  kinds text not null, -- board, preparing, steering, working, by comma: one body can have several functions
  aim text not null default '',
  needs text not null default '', -- state, region, municipality, federation, by comma: who has to be represented
  effort_id text references effort (id), -- that it works with
  ended_on text not null default '', -- date
  version bigint not null default 1
);
create index federation_body_effort on federation_body (effort_id);
create index federation_body_name on federation_body (name, id);

create table federation_seat (
  body_id text not null references federation_body (id),
  place integer not null,
  organisation_id text not null references organisation (id),
  function_id text references function (id), -- null: the organisation, whoever it sends
  primary key (body_id, place)
);
create index federation_seat_organisation on federation_seat (organisation_id);
create index federation_seat_function on federation_seat (function_id);

create table own_figure ( -- an indicator that the federation has added; its values stand in figure_value
  code text primary key,
  kpi text not null unique, -- its number in Kolada
  name text not null,
  about text not null, -- its definition
  unit text not null, -- percent, kr, persons, years
  source text not null default '', -- who the figures come from before Kolada
  function_id text not null references function (id), -- that added it
  version bigint not null default 1
);
create index own_figure_function on own_figure (function_id);

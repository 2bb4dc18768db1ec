-- +goose Up

create table missing_counted ( -- that something has been counted of a case, so that it is counted once; which case nobody can find
  digest text primary key, -- keyed, of the case and what it needed
  half text not null -- half-year when it was counted
);
create index missing_counted_half on missing_counted (half);

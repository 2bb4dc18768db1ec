-- What a database for tests keeps in order to be lent again: the rows that it came
-- with, a sum that any change of its tables, triggers and functions changes, and
-- one call that brings both back or says that it cannot.
create schema pristine;
create table pristine.sum (n numeric);

create function pristine.sum() returns numeric language sql as $$
  select (select sum(xmin::text::numeric) + count(*) from pg_class)
    + (select sum(xmin::text::numeric) + count(*) from pg_attribute)
    + (select sum(xmin::text::numeric) + count(*) from pg_trigger)
    + (select sum(xmin::text::numeric) + count(*) from pg_constraint)
    + (select sum(xmin::text::numeric) + count(*) from pg_proc)
$$;

do $make$
declare
  one record;
  filled boolean;
  statements text := '';
begin
  for one in select schemaname, tablename from pg_tables where schemaname in ('public', 'keys') loop
    execute format('select exists (select 1 from %I.%I)', one.schemaname, one.tablename) into filled;
    statements := statements || format('delete from %I.%I; ', one.schemaname, one.tablename);
    if filled then
      execute format('create table pristine.%I as table %I.%I', one.schemaname || '_' || one.tablename, one.schemaname, one.tablename);
      statements := statements || format('insert into %I.%I table pristine.%I; ', one.schemaname, one.tablename, one.schemaname || '_' || one.tablename);
    end if;
  end loop;
  -- as a replica, so that neither foreign keys nor append-only tables object
  execute format('create function pristine.restored() returns boolean language plpgsql set session_replication_role = replica as %L',
    'begin if pristine.sum() <> (select n from pristine.sum) then return false; end if; ' || statements || 'return true; end');
end $make$;

insert into pristine.sum select pristine.sum();

package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/id"
)

// The statements of the operations' core, as cases, item and person have them.
const (
	floorCase = `select id, ref, person_id, area_id, coalesce(request_id, ''), coordinator_id, state, opened_at, state_at,
		coalesce(rests_until, ''), coalesce(closing_how, ''), coalesce(handover_to, ''), version from cases where id = $1`
	floorParties = `select pa.id, pa.function_id, pa.unit_id, pa.state, coalesce(pa.invited_by, ''), pa.invited_at,
		coalesce(pa.answered_at, 0), pa.reason, pa.version from party pa where pa.case_id = $1 order by pa.invited_at, pa.id limit 500`
	floorColumns = `i.id, i.unit_id, i.kind, i.category, i.created_at, i.version, v.version, v.at, coalesce(v.function_id, ''),
		v.status, coalesce(v.start_on, ''), coalesce(v.end_on, ''), coalesce(v.extent, -1), v.weekly, coalesce(v.due_on, ''),
		coalesce(v.responsible, ''), v.reason, v.sealed`
	floorItems = `select ` + floorColumns + `, '', 0, exists (select 1 from disclosure d where d.item_id = i.id and d.kind = 'disclosed')
		from item i join item_version v on v.item_id = i.id and v.version = i.version
		where i.case_id = $1 and i.unit_id = $2 and ($3 = '' or i.id = $3)
		union all select ` + floorColumns + `, d.ground, case when r.confirmed_at is null then 0 else 1 end, true
		from disclosure d join item i on i.id = d.item_id
		join item_version v on v.item_id = d.item_id and v.version = d.version
		left join recall r on r.disclosure_id = d.id
		where d.case_id = $1 and d.kind = 'disclosed' and (d.unit_id = $2 or $2 = 'self') and i.unit_id <> $2 and ($3 = '' or i.id = $3)`
	floorList = `select c.id, c.ref, c.person_id, c.area_id, c.state, pa.opened_at, c.coordinator_id, pa.state
		from party pa join cases c on c.id = pa.case_id join person p on p.id = c.person_id
		where pa.function_id = $1 and pa.case_state = $2 and pa.state = 'takes_part' and (pa.opened_at, pa.case_id) < ($3, $4)
		and (p.protection = 'none' or exists (select 1 from named_function n where n.person_id = p.id and n.function_id = $1))
		order by pa.opened_at desc, pa.case_id desc limit $5`
	floorFind   = `select id from person where number_hash = $1`
	floorInsert = `insert into bench_note (id, case_id, function_id, at, words) values ($1, $2, $3, $4, $5)`
)

// noteTable is what the floor's append writes to, so that it leaves the data
// set as it is.
const noteTable = `create table bench_note (id text primary key, case_id text not null, function_id text not null, at bigint not null, words bytea not null)`

// floor is the least that serves the same rows: prepared statements and JSON,
// without sign-in, decision, seal or page.
type floor struct {
	cases, parties, items, list, find, insert *sql.Stmt

	notes   chan note // on SQLite, where one writer that groups is fastest
	writer  *sql.DB
	audited *audit.Committer
}

// serveFloor serves the floor under /, and with a durable row for each reading
// under /audited/.
func (d dataset) serveFloor(ctx context.Context, l net.Listener, ready func(func() int64)) error {
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	f := &floor{audited: audit.NewCommitter(s.log, s.db.Tx)}
	reader, err := f.connect(d)
	if err != nil {
		return err
	}
	defer reader.Close()
	defer f.writer.Close()
	if err := f.prepare(ctx, reader); err != nil {
		return err
	}
	var behind sync.WaitGroup
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	behind.Go(func() { f.audited.Run(running) })
	if f.notes != nil {
		behind.Go(func() { f.writeNotes(running) })
	}
	ready(nil)
	err = listenUntil(ctx, l, f.handler())
	stop()
	behind.Wait()
	return err
}

// connect opens the pools: on SQLite one connection writes.
func (f *floor) connect(d dataset) (reader *sql.DB, err error) {
	if db.IsPostgres(d.DSN) {
		if reader, err = sql.Open("pgx", plannedOnce(d.DSN)); err != nil {
			return nil, err
		}
		reader.SetMaxOpenConns(24)
		reader.SetMaxIdleConns(24)
		f.writer = reader
		return reader, nil
	}
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "mmap_size(268435456)",
		"cache_size(-16384)"}, "_txlock": {"immediate"}}
	dsn := "file:" + d.DSN + "?" + pragmas.Encode()
	if reader, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(4)
	reader.SetMaxIdleConns(4)
	f.notes = make(chan note, 256)
	if f.writer, err = sql.Open("sqlite", dsn); err == nil {
		f.writer.SetMaxOpenConns(1)
	}
	return reader, err
}

// plannedOnce lets PostgreSQL plan a prepared statement once, as package db does.
func plannedOnce(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	q := u.Query()
	q.Set("plan_cache_mode", "force_generic_plan")
	u.RawQuery = q.Encode()
	return u.String()
}

func (f *floor) prepare(ctx context.Context, reader *sql.DB) (err error) {
	for _, p := range []struct {
		into **sql.Stmt
		on   *sql.DB
		text string
	}{
		{&f.cases, reader, floorCase}, {&f.parties, reader, floorParties}, {&f.items, reader, floorItems},
		{&f.list, reader, floorList}, {&f.find, reader, floorFind}, {&f.insert, f.writer, floorInsert},
	} {
		if *p.into, err = p.on.PrepareContext(ctx, p.text); err != nil {
			return err
		}
	}
	return nil
}

func (f *floor) handler() http.Handler {
	mux := http.NewServeMux()
	for path, read := range map[string]func(context.Context, *http.Request) (any, error){"case": f.readCase, "list": f.readList, "find": f.readFind} {
		mux.HandleFunc("GET /"+path, f.answer(read, false))
		mux.HandleFunc("GET /audited/"+path, f.answer(read, true))
	}
	mux.HandleFunc("POST /append", f.append)
	return mux
}

func (f *floor) answer(read func(context.Context, *http.Request) (any, error), audited bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out, err := read(r.Context(), r)
		if err == nil && audited {
			q := r.URL.Query()
			err = f.audited.Record(r.Context(), audit.Entry{
				User: "bench-floor", Function: id.Function(q.Get("function")), Unit: id.Unit(q.Get("unit")), Org: "bench-o00",
				Action: "case.read", Outcome: "read", Object: q.Get("case"), Case: id.Case(q.Get("case")), Categories: "plan,work",
				Ground: "consent", Level: "token", Source: "127.0.0.1",
			})
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	}
}

func (f *floor) readCase(ctx context.Context, r *http.Request) (any, error) {
	q := r.URL.Query()
	c, err := readRows(ctx, f.cases, q.Get("case"))
	if err != nil {
		return nil, err
	}
	parties, err := readRows(ctx, f.parties, q.Get("case"))
	if err != nil {
		return nil, err
	}
	items, err := readRows(ctx, f.items, q.Get("case"), q.Get("unit"), "")
	return map[string]any{"case": c, "parties": parties, "items": items}, err
}

func (f *floor) readList(ctx context.Context, r *http.Request) (any, error) {
	return readRows(ctx, f.list, r.FormValue("function"), "open", int64(math.MaxInt64), "", 51)
}

func (f *floor) readFind(ctx context.Context, r *http.Request) (any, error) {
	return readRows(ctx, f.find, r.FormValue("hash"))
}

// readRows reads all rows as they come.
func readRows(ctx context.Context, s *sql.Stmt, args ...any) (all [][]any, err error) {
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, values)
	}
	return all, rows.Err()
}

// note is a row to be written, and where its writer waits.
type note struct {
	args []any
	done chan error
}

func (f *floor) append(w http.ResponseWriter, r *http.Request) {
	words, err := io.ReadAll(r.Body)
	if err == nil {
		q := r.URL.Query()
		err = f.write(r.Context(), []any{string(id.New[id.Item]()), q.Get("case"), q.Get("function"), db.Micros(time.Now()), words})
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (f *floor) write(ctx context.Context, args []any) error {
	if f.notes == nil {
		_, err := f.insert.ExecContext(ctx, args...)
		return err
	}
	n := note{args, make(chan error, 1)}
	f.notes <- n
	return <-n.done
}

// writeNotes commits together what has come while the last commit was under way.
func (f *floor) writeNotes(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-f.notes:
			batch := []note{n}
			for more := true; more && len(batch) < 256; {
				select {
				case n := <-f.notes:
					batch = append(batch, n)
				default:
					more = false
				}
			}
			err := f.commit(ctx, batch)
			for _, n := range batch {
				n.done <- err
			}
		}
	}
}

func (f *floor) commit(ctx context.Context, batch []note) error {
	tx, err := f.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s := tx.StmtContext(ctx, f.insert)
	for _, n := range batch {
		if _, err := s.ExecContext(ctx, n.args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

package study

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
)

const mostSection = 30_000 // characters

// The sections of a report that are not factors.
const (
	Intro        = "intro"
	Method       = "method"   // of a main report
	Areas        = "areas"    // of a main report: its three perspectives
	EachActor    = "actors"   //
	Together     = "together" //
	Enablers     = "enablers"
	Wishes       = "wishes"
	Proposals    = "proposals" // of a main report
	Developments = "developments"
	Figures      = "figures"
)

// Sections lists all sections in the order of an area's report, those of the
// main report among them.
func Sections() []string {
	all := []string{Intro, Method, Areas, EachActor, Together}
	for _, f := range factor.Headings() {
		all = append(all, string(f.Code))
	}
	return append(all, Enablers, Wishes, Proposals, Developments, Figures)
}

// Report is a report that a study makes: of one area, or the main one.
type Report struct {
	ID        id.Report
	Study     id.Study
	Area      id.Area // empty for the main one
	Title     string
	MadeBy    id.Function
	MadeAt    time.Time
	Editions  int
	Published time.Time // the newest edition; zero before
	Version   int64
}

// Section is one heading of a report with its text: what was made from what
// there is, and somebody's own words, which stand until she takes them back.
type Section struct {
	Code    string
	Made    string
	Basis   string // what was made when her own words were written
	Own     string
	OwnBy   id.Function
	Bare    bool // there was nothing to make it from
	Version int64
}

// Text is what the report says.
func (s Section) Text() string {
	if s.Own != "" {
		return s.Own
	}
	return s.Made
}

// Behind reports whether what there is has changed since her own words were
// written.
func (s Section) Behind() bool { return s.Own != "" && s.Basis != s.Made }

// Empty reports whether the section says nothing from the study.
func (s Section) Empty() bool { return s.Bare && s.Own == "" }

const reportQuery = `select r.id, r.study_id, coalesce(r.area_id, ''), r.title, r.made_by, r.made_at,
	(select count(*) from report_edition e where e.report_id = r.id),
	coalesce((select max(e.published_at) from report_edition e where e.report_id = r.id), 0), r.version from report r`

func scanReport(scan db.Scan) (r Report, err error) {
	var made, published int64
	err = scan(&r.ID, &r.Study, &r.Area, &r.Title, &r.MadeBy, &made, &r.Editions, &published, &r.Version)
	r.MadeAt, r.Published = db.Time(made), db.Time(published)
	return r, err
}

// Reports lists reports, the main one of a study first; of a study where one is
// given.
func Reports(ctx context.Context, tx *db.Tx, s id.Study) ([]Report, error) {
	return db.All(ctx, tx, scanReport, reportQuery+` left join area a on a.id = r.area_id where $1 = '' or r.study_id = $1
		order by r.study_id, coalesce(a.name, ''), r.id limit $2`, s, mostListed)
}

// ReportPage says which reports are asked for: those after one by identifier that
// are published, or that are of areas of which the reader sees drafts too.
type ReportPage struct {
	After  id.Report
	Drafts []id.Area
	All    bool // she sees all drafts
	Limit  int
}

// FindReports lists reports by identifier, page by page.
func FindReports(ctx context.Context, tx *db.Tx, p ReportPage) ([]Report, error) {
	all := 0
	if p.All {
		all = 1
	}
	list, areas := db.In(4, append([]id.Area{""}, p.Drafts...))
	return db.All(ctx, tx, scanReport, reportQuery+` where r.id > $1 and ($2 = 1 or r.area_id in `+list+`
		or exists (select 1 from report_edition e where e.report_id = r.id)) order by r.id limit $3`, append([]any{p.After, all, p.Limit}, areas...)...)
}

// ReportByID returns one report.
func ReportByID(ctx context.Context, tx *db.Tx, r id.Report) (Report, error) {
	if !id.Valid(r) {
		return Report{}, errs.Missing()
	}
	return db.First(db.All(ctx, tx, scanReport, reportQuery+` where r.id = $1`, r))
}

// MakeReport enters a report, or finds the one that there is.
func MakeReport(ctx context.Context, tx *db.Tx, r Report) (id.Report, error) {
	var f errs.Faults
	Text(&f, "title", r.Title, mostTitle, true)
	if err := f.OneEach().Err(); err != nil {
		return "", err
	}
	r.ID = id.New[id.Report]()
	_, err := tx.Exec(ctx, `insert into report (id, study_id, area_id, title, made_by, made_at) values ($1, $2, nullif($3, ''), $4, $5, $6)
		on conflict (study_id, coalesce(area_id, '')) do nothing`, r.ID, r.Study, r.Area, r.Title, r.MadeBy, db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	_, err = tx.One(ctx, []any{&r.ID}, `select id from report where study_id = $1 and coalesce(area_id, '') = $2`, r.Study, r.Area)
	return r.ID, err
}

// Fill writes what has been made into a report. Nobody's own words are touched.
func Fill(ctx context.Context, tx *db.Tx, r id.Report, all []Section) error {
	for i, s := range all {
		_, err := tx.Exec(ctx, `insert into report_section (report_id, code, position, made, bare) values ($1, $2, $3, $4, $5)
			on conflict (report_id, code) do update set position = excluded.position, made = excluded.made, bare = excluded.bare, version = report_section.version + 1
			where report_section.made <> excluded.made or report_section.bare <> excluded.bare`, r, s.Code, i, s.Made, s.Bare)
		if err != nil {
			return err
		}
	}
	return nil
}

// SectionsOf lists the sections of a report in its order.
func SectionsOf(ctx context.Context, tx *db.Tx, r id.Report) ([]Section, error) {
	return db.All(ctx, tx, func(scan db.Scan) (s Section, err error) {
		return s, scan(&s.Code, &s.Made, &s.Basis, &s.Own, &s.OwnBy, &s.Bare, &s.Version)
	}, `select code, made, basis, own, coalesce(own_by, ''), bare, version from report_section where report_id = $1 order by position`, r)
}

// Write puts somebody's own words in a section; empty words give back what is
// made from what there is.
func Write(ctx context.Context, tx *db.Tx, r id.Report, s Section) error {
	var f errs.Faults
	Text(&f, "words", s.Own, mostSection, false)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	now, err := sectionOf(ctx, tx, r, s.Code)
	if err != nil {
		return err
	}
	if now.Version != s.Version {
		return errs.Changed(now)
	}
	basis := now.Made
	if strings.TrimSpace(s.Own) == "" || s.Own == now.Made {
		s.Own, basis = "", ""
	}
	n, err := tx.Exec(ctx, `update report_section set own = $4, basis = $5, own_by = $6, own_at = $7, version = version + 1
		where report_id = $1 and code = $2 and version = $3`, r, s.Code, s.Version, s.Own, basis, s.OwnBy, db.Micros(tx.Now))
	return found(n, err)
}

func sectionOf(ctx context.Context, tx *db.Tx, r id.Report, code string) (Section, error) {
	all, err := SectionsOf(ctx, tx, r)
	if err != nil {
		return Section{}, err
	}
	i := slices.IndexFunc(all, func(s Section) bool { return s.Code == code })
	if i < 0 {
		return Section{}, errs.Missing()
	}
	return all[i], nil
}

// fromStudy reports whether a section says what was found, and not only how or
// what is in registers.
func fromStudy(code string) bool {
	return code != Intro && code != Method && code != Developments && code != Figures
}

// Edition is a report as it was published; it never changes.
type Edition struct {
	Report   id.Report
	Number   int
	Title    string
	Sections []Frozen
	By       id.Function
	At       time.Time
}

// Frozen is a section of an edition.
type Frozen struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Publish freezes a report as it stands. One in which nothing comes from the
// study is not published.
func Publish(ctx context.Context, tx *db.Tx, r Report, version int64, by id.Function) error {
	if r.Version != version {
		return errs.Changed(r)
	}
	all, err := SectionsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(s Section) bool { return fromStudy(s.Code) && !s.Empty() }) {
		return errs.New(errs.Conflict, "report.publish.empty")
	}
	var kept []Frozen
	for _, s := range all {
		kept = append(kept, Frozen{s.Code, s.Text()})
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `insert into report_edition (report_id, number, title, sections, published_by, published_at) values ($1, $2, $3, $4, $5, $6)`,
		r.ID, r.Editions+1, r.Title, string(body), by, db.Micros(tx.Now)); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update report set version = version + 1 where id = $1 and version = $2`, r.ID, version)
	return found(n, err)
}

// EditionOf returns an edition of a report; the newest where number is 0.
func EditionOf(ctx context.Context, tx *db.Tx, r id.Report, number int) (Edition, error) {
	return db.First(db.All(ctx, tx, func(scan db.Scan) (e Edition, err error) {
		var body string
		var at int64
		if err := scan(&e.Number, &e.Title, &body, &e.By, &at); err != nil {
			return e, err
		}
		e.Report, e.At = r, db.Time(at)
		return e, json.Unmarshal([]byte(body), &e.Sections)
	}, `select number, title, sections, published_by, published_at from report_edition
		where report_id = $1 and ($2 = 0 or number = $2) order by number desc limit 1`, r, number))
}

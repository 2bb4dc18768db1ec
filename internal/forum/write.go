package forum

import (
	"context"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// How long the texts of a forum may be, in characters.
const (
	MostName  = 120
	MostText  = 2000
	mostPlace = 200
	mostLink  = 500
	oldest    = 120 // years of age
)

// Settings is what people decide about a forum.
type Settings struct {
	Name      string
	Kind      string
	Level     string
	Formal    bool
	Internal  bool
	About     string
	UseWhen   string
	Target    string
	AgeFrom   int
	AgeTo     int
	Agreement id.Agreement
	Driver    id.Function
	Deputy    id.Function
	Chairing  string
	Chair     id.Function
	Secretary id.Function
	Place     string
	Link      string
	ReviewOn  string
	Actors    []Actor
}

// Settings returns what has been decided about the forum.
func (f Forum) Settings() Settings {
	return Settings{
		f.Name, f.Kind, f.Level, f.Formal, f.Internal, f.About, f.UseWhen, f.Target, f.AgeFrom, f.AgeTo, f.Agreement,
		f.Driver, f.Deputy, f.Chairing, f.Chair, f.Secretary, f.Place, f.Link, f.ReviewOn, slices.Clone(f.Actors),
	}
}

// as is the forum with other settings.
func (f Forum) as(s Settings) Forum {
	f.Kind, f.Formal, f.Internal, f.Actors = s.Kind, s.Formal, s.Internal, s.Actors
	return f
}

// NeedsAgreement reports whether a forum with these settings cannot be active
// without an agreement in force.
func (s Settings) NeedsAgreement() bool { return Forum{}.as(s).FourParty() }

// Functions returns the functions that the settings name, by field.
func (s Settings) Functions() map[string]id.Function {
	return map[string]id.Function{"driver": s.Driver, "deputy": s.Deputy, "chair": s.Chair, "secretary": s.Secretary}
}

// Check reports every fault of s.
func (s Settings) Check() error {
	var f errs.Faults
	f.Check(s.Name != "", "name", "forum.name.missing")
	f.Check(utf8.RuneCountInString(s.Name) <= MostName, "name", "forum.name.long")
	f.Check(PresetOf(s.Kind).Kind != "", "kind", "forum.kind.missing")
	s.checkLevel(&f)
	for _, t := range []struct{ field, text string }{{"about", s.About}, {"use_when", s.UseWhen}, {"target", s.Target}} {
		f.Check(utf8.RuneCountInString(t.text) <= MostText, t.field, "forum.text.long")
	}
	f.Check(s.AgeFrom >= 0 && s.AgeFrom <= oldest, "age_from", "forum.age.wrong")
	f.Check(s.AgeTo >= 0 && s.AgeTo <= oldest, "age_to", "forum.age.wrong")
	f.Check(s.AgeTo == 0 || s.AgeFrom <= s.AgeTo, "age_to", "forum.age.order")
	f.Check(s.Chairing == Fixed || s.Chairing == Rotation, "chairing", "forum.chairing.missing")
	f.Check(s.Driver == "" || s.Driver != s.Deputy, "deputy", "forum.deputy.same")
	f.Check(s.Chair == "" || s.Chair != s.Secretary, "secretary", "forum.secretary.same")
	f.Check(s.Driver != "" || s.Deputy == "", "driver", "forum.driver.missing")
	checkWhere(&f, s.Place, s.Link)
	if s.ReviewOn != "" {
		_, err := time.Parse(time.DateOnly, s.ReviewOn)
		f.Check(err == nil, "review_on", "forum.review_on.date")
	}
	s.checkActors(&f)
	return f.Err()
}

func (s Settings) checkLevel(f *errs.Faults) {
	p := PresetOf(s.Kind)
	f.Check(slices.Contains(Levels(), s.Level), "level", "forum.level.missing")
	f.Check(!p.Bound || s.Level == p.Level || !slices.Contains(Levels(), s.Level), "level", "forum.level.bound")
}

// checkWhere checks a place and the address of a meeting at a distance.
func checkWhere(f *errs.Faults, place, link string) {
	f.Check(utf8.RuneCountInString(place) <= mostPlace, "place", "forum.place.long")
	if link != "" {
		u, err := url.Parse(link)
		f.Check(err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(link) <= mostLink, "link", "forum.link.wrong")
	}
}

// checkActors checks what each actor may do. The law says who calls to a SIP.
func (s Settings) checkActors(f *errs.Faults) {
	var seen []access.Kind
	calls, sound := false, true
	for _, a := range s.Actors {
		sound = sound && order(a.Kind) >= 0 && !slices.Contains(seen, a.Kind) && (a.MayCall || a.IsCalled || a.MustAttend)
		seen = append(seen, a.Kind)
		calls = calls || a.MayCall
		f.Check(!a.MustAttend || a.IsCalled || a.MayCall, "actors", "forum.actors.must")
		f.Check(s.Kind != SIP || !a.MayCall || a.Kind == access.Kommun || a.Kind == access.Vard, "actors", "forum.actors.sip")
	}
	f.Check(sound, "actors", "forum.actors.wrong")
	f.Check(len(seen) > 1 || s.Internal && len(seen) == 1, "actors", "forum.actors.few")
	f.Check(calls || s.Level != Individual, "actors", "forum.actors.nobody")
	f.Check(!s.Internal || len(seen) < 2, "actors", "forum.actors.internal")
}

// Create enters a forum in the register of an area. It begins as planned.
func Create(ctx context.Context, tx *db.Tx, a id.Area, s Settings, by id.Function) (id.Forum, error) {
	f := id.New[id.Forum]()
	if err := s.Check(); err != nil {
		return "", err
	}
	if err := insert(ctx, tx, a, f, s, Planned); err != nil {
		return "", err
	}
	return f, note(ctx, tx, f, "created", by, "")
}

func insert(ctx context.Context, tx *db.Tx, a id.Area, f id.Forum, s Settings, status string) error {
	_, err := tx.Exec(ctx, `insert into forum (id, area_id, status, status_at, name, kind, level, formal, internal, about, use_when, target,
			age_from, age_to, agreement_id, driver_id, deputy_id, chairing, chair_id, secretary_id, place, link, review_on)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, nullif($13, 0), nullif($14, 0), nullif($15, ''), nullif($16, ''),
			nullif($17, ''), $18, nullif($19, ''), nullif($20, ''), $21, $22, nullif($23, ''))`,
		append([]any{f, a, status, db.Micros(tx.Now)}, s.columns()...)...)
	if err != nil {
		return err
	}
	return setActors(ctx, tx, f, s.Actors)
}

// columns are the settings in the order of the statements.
func (s Settings) columns() []any {
	return []any{s.Name, s.Kind, s.Level, s.Formal, s.Internal, s.About, s.UseWhen, s.Target,
		s.AgeFrom, s.AgeTo, string(s.Agreement), string(s.Driver), string(s.Deputy), s.Chairing, string(s.Chair), string(s.Secretary),
		s.Place, s.Link, s.ReviewOn}
}

func setActors(ctx context.Context, tx *db.Tx, f id.Forum, all []Actor) error {
	if _, err := tx.Exec(ctx, `delete from forum_actor where forum_id = $1`, f); err != nil {
		return err
	}
	for _, a := range all {
		if _, err := tx.Exec(ctx, `insert into forum_actor (forum_id, actor, may_call, is_called, must_attend) values ($1, $2, $3, $4, $5)`,
			f, string(a.Kind), a.MayCall, a.IsCalled, a.MustAttend); err != nil {
			return err
		}
	}
	return nil
}

// Change changes the settings of a forum that has not ended. Who chairs by
// rotation follows at once for what is still to come.
func Change(ctx context.Context, tx *db.Tx, f id.Forum, version int64, s Settings, by id.Function) error {
	if err := s.Check(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update forum set name = $3, kind = $4, level = $5, formal = $6, internal = $7, about = $8, use_when = $9, target = $10,
			age_from = nullif($11, 0), age_to = nullif($12, 0), agreement_id = nullif($13, ''), driver_id = nullif($14, ''),
			deputy_id = nullif($15, ''), chairing = $16, chair_id = nullif($17, ''), secretary_id = nullif($18, ''),
			place = $19, link = $20, review_on = nullif($21, ''), version = version + 1
		where id = $1 and version = $2 and status <> 'ended'`, append([]any{f, version}, s.columns()...)...)
	if err != nil {
		return err
	}
	if n == 0 {
		return refused(ctx, tx, f, version)
	}
	if err := setActors(ctx, tx, f, s.Actors); err != nil {
		return err
	}
	if err := note(ctx, tx, f, "changed", by, ""); err != nil {
		return err
	}
	return seat(ctx, tx, f, true)
}

// refused says why a forum could not be changed.
func refused(ctx context.Context, tx *db.Tx, f id.Forum, version int64) error {
	now, err := ByID(ctx, tx, f)
	switch {
	case err != nil:
		return err
	case now.Version != version:
		return errs.Changed(now)
	}
	return errs.New(errs.Conflict, "forum.state")
}

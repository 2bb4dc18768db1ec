package picture

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/situation"
)

// Piece is what is common to everything that is noted of a person's situation,
// one piece at a time.
type Piece struct {
	Item    id.Item // empty for a new one
	Version int64   // that it replaces
	Reason  string  // why: code of item.Reasons
	To      []id.Unit
}

// note writes a piece, as a new item or as the next version of the writer's own.
// check sees the writer's other items of the kind.
func (s *Service) note(ctx context.Context, who access.Actor, c id.Case, p Piece, make func(ctx context.Context, tx *db.Tx, sight access.Sight) (item.New, error)) (id.Item, error) {
	act, on := access.ItemWrite, access.Object{Case: c}
	if p.Item != "" {
		act, on.Item = access.ItemRevise, p.Item
	}
	i, err := s.Do(ctx, who, act, on, func(tx *db.Tx, sight access.Sight) (string, error) {
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		n, err := make(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		to := app.Handing{Receivers: p.To, Ground: access.ByConsent}
		if p.Item == "" {
			i, err := s.Write(ctx, tx, sight, app.NewItem{New: n, Handing: to})
			return string(i), err
		}
		n.Reason = p.Reason
		return string(p.Item), s.rewrite(ctx, tx, sight, n, p, to)
	})
	return id.Item(i), err
}

// rewrite is the next version of an item that is of the kind that the page is
// about.
func (s *Service) rewrite(ctx context.Context, tx *db.Tx, sight access.Sight, n item.New, p Piece, to app.Handing) error {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return err
	}
	now, err := item.One(ctx, tx, key, sight, p.Item)
	if err == nil && (now.Gone || now.Kind != n.Kind) {
		err = errs.Missing()
	}
	if err != nil {
		return err
	}
	if now.Category != n.Category {
		return errs.Faults{{Field: "sort", Key: "situation.category.differs"}}.Err()
	}
	return s.Rewrite(ctx, tx, sight, app.ReviseItem{Change: item.Change{Item: p.Item, Version: p.Version, Content: n.Content}, Handing: to})
}

// visible is what the writer sees of the case.
func (s *Service) visible(ctx context.Context, tx *db.Tx, sight access.Sight) ([]item.Item, error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return nil, err
	}
	return item.Visible(ctx, tx, key, sight)
}

// Livelihood is a period with a benefit or an income.
type Livelihood struct {
	Piece
	Benefit    string
	Start, End string
	Extent     int // item.NoExtent when not said
	Words      string
}

// NoteLivelihood notes a period of livelihood, or changes one.
func (s *Service) NoteLivelihood(ctx context.Context, who access.Actor, c id.Case, n Livelihood) (id.Item, error) {
	return s.note(ctx, who, c, n.Piece, func(ctx context.Context, tx *db.Tx, sight access.Sight) (item.New, error) {
		all, err := s.visible(ctx, tx, sight)
		if err != nil {
			return item.New{}, err
		}
		others := slices.DeleteFunc(all, func(i item.Item) bool {
			return i.Kind != item.Benefit || i.Gone || i.Owner != sight.Unit() || i.ID == n.Item
		})
		t, err := s.name()
		if err != nil {
			return item.New{}, err
		}
		made := item.New{Kind: item.Benefit, Category: access.Income, Apart: true, Content: item.Content{
			Code: n.Benefit, Start: n.Start, End: n.End, Extent: n.Extent, Words: strings.TrimSpace(n.Words),
		}}
		made.Title = t.T("situation.livelihood") // where no benefit was chosen, which is a fault of its own
		if _, ok := situation.BenefitOf(n.Benefit); ok {
			made.Title = t.T("benefit." + n.Benefit)
		}
		return made, n.check(made, others)
	})
}

// check reports every fault of n, beside the writer's other periods.
func (n Livelihood) check(made item.New, others []item.Item) error {
	var f errs.Faults
	_, ok := situation.BenefitOf(n.Benefit)
	f.Check(ok, "benefit", "livelihood.benefit.missing")
	f.Check(n.Start != "", "start", "item.start.missing")
	f.Check(utf8.RuneCountInString(made.Words) <= longWords, "words", "situation.words.long")
	f.Check(n.Extent != 0, "extent", "livelihood.extent.zero")
	if err := f.Merge(made.Check()); err != nil {
		return err
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	periods := make([]situation.Period, len(others))
	for i, o := range others {
		periods[i] = periodOf(o)
	}
	return situation.Period{Benefit: n.Benefit, Start: n.Start, End: n.End, Extent: n.Extent}.Clash(periods)
}

// Certificate is a doctor's certificate: period and extent, from which activity,
// and whether the writer has seen it. Never a diagnosis, and no file.
type Certificate struct {
	To         []id.Unit
	Start, End string
	Extent     int
	About      id.Item // the activity that it is about, empty for work in general
	Seen       string  // CertificateSeen or CertificateTold
	Words      string
}

// Whether the writer has seen a certificate or has been told of it.
const (
	CertificateSeen = "seen"
	CertificateTold = "told"
)

// NoteCertificate notes a certificate. It is changed where all items are.
func (s *Service) NoteCertificate(ctx context.Context, who access.Actor, c id.Case, n Certificate) (id.Item, error) {
	return s.note(ctx, who, c, Piece{To: n.To}, func(ctx context.Context, tx *db.Tx, sight access.Sight) (item.New, error) {
		t, err := s.name()
		if err != nil {
			return item.New{}, err
		}
		all, err := s.visible(ctx, tx, sight)
		if err != nil {
			return item.New{}, err
		}
		made := item.New{Kind: item.Certificate, Category: access.Ability, Apart: true, Content: item.Content{
			Title: t.T("certificate.named", "extent", t.Percent(max(n.Extent, 0))), Start: n.Start, End: n.End, Extent: n.Extent,
			About: n.About, Value: n.Seen, Words: strings.TrimSpace(n.Words),
		}}
		var f errs.Faults
		known := n.About == "" || slices.ContainsFunc(all, func(i item.Item) bool { return i.ID == n.About && i.Kind == item.Activity && !i.Gone })
		f.Check(known, "about", "certificate.about.missing")
		f.Check(n.Seen == CertificateSeen || n.Seen == CertificateTold, "seen", "certificate.seen.missing")
		f.Check(utf8.RuneCountInString(made.Words) <= longWords, "words", "situation.words.long")
		if err := f.Merge(made.Check()); err != nil {
			return item.New{}, err
		}
		return made, f.OneEach().Err()
	})
}

// Mapping is that somebody's situation has been mapped with an instrument: when,
// to which level, and in which areas needs were found. What the instrument asks
// is its owner's (sweden.md M4).
type Mapping struct {
	Piece
	Instrument string
	On         string
	Level      string
	Areas      []string
}

// longLevel bounds how a result is named.
const longLevel = 40

// NoteMapping notes a mapping, or changes one.
func (s *Service) NoteMapping(ctx context.Context, who access.Actor, c id.Case, n Mapping) (id.Item, error) {
	return s.note(ctx, who, c, n.Piece, func(_ context.Context, tx *db.Tx, _ access.Sight) (item.New, error) {
		t, err := s.name()
		if err != nil {
			return item.New{}, err
		}
		sort, ok := situation.SortOf(situation.Instruments(), n.Instrument)
		var f errs.Faults
		f.Check(ok, "sort", "instrument.missing")
		f.Check(n.On != "", "start", "instrument.on.missing")
		f.Check(n.On <= tx.Today(), "start", "instrument.on.future")
		f.Check(utf8.RuneCountInString(n.Level) <= longLevel, "level", "instrument.level.long")
		var areas []string
		for _, a := range n.Areas {
			known := slices.Contains(situation.Areas(), a)
			f.Check(known, "areas", "instrument.areas.missing")
			if known && len(areas) < len(situation.Areas()) {
				areas = append(areas, lower(t.T("instrument.area."+a)))
			}
		}
		made := item.New{Kind: item.Instrument, Category: sort.Category, Apart: true, Content: item.Content{
			Title: t.T("situation.instrument"), Code: n.Instrument, Value: strings.TrimSpace(n.Level), Start: n.On, Extent: item.NoExtent,
		}}
		if ok {
			made.Title = t.T("instrument." + n.Instrument)
		}
		if made.Value != "" {
			made.Title = t.T("situation.says", "field", made.Title, "answer", made.Value)
		}
		if len(areas) > 0 {
			made.Words = t.T("situation.says", "field", t.T("instrument.areas"), "answer", t.List(areas...))
		}
		if err := f.Merge(made.Check()); err != nil {
			return item.New{}, err
		}
		return made, f.OneEach().Err()
	})
}

package result

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/minutes"
	"samverk/internal/org"
)

// PictureView is how the forums of an area have worked in a year: in dates and
// counts, never in cases.
type PictureView struct {
	Area       org.Area
	Year       int
	Today      string
	Forums     []PicturedForum // all that have not ended, and those that met in the year
	Attendance []forum.Attendance
	Balance    []minutes.Balance // one for each of the four actors
	Bands      []forum.Band
	Coverage   []Coverage
}

// PicturedForum is a forum with its sittings of the year, by time.
type PicturedForum struct {
	forum.Forum
	Sittings []forum.Pictured
}

// Coverage says which ages a forum that takes up persons is for (S294).
type Coverage struct {
	forum.Forum
	For []bool // one for each band of ages
}

// Uncovered lists the bands of ages that no active and formal forum is for.
func (v PictureView) Uncovered() (all []forum.Band) {
	for i, b := range v.Bands {
		if !slices.ContainsFunc(v.Coverage, func(c Coverage) bool { return c.Formal && c.Status == forum.Active && c.For[i] }) {
			all = append(all, b)
		}
	}
	return all
}

// The years that pictures are drawn of.
const (
	firstYear = 2000
	lastYear  = 2199
)

// yearOf returns the beginning of a year in Sweden and of the next.
func yearOf(year int) (from, to time.Time) {
	return time.Date(year, 1, 1, 0, 0, 0, 0, calendar.Zone()).UTC(), time.Date(year+1, 1, 1, 0, 0, 0, 0, calendar.Zone()).UTC()
}

// Pictures returns the pictures of an area's forums in a year, this year when
// none is given.
func (s *Service) Pictures(ctx context.Context, who access.Actor, area id.Area, year int) (v PictureView, err error) {
	err = s.Look(ctx, who, access.FunctionAct, access.Object{Area: area}, func(tx *db.Tx) (err error) {
		if v.Area, err = org.AreaByID(ctx, tx, area); err != nil {
			return err
		}
		v.Year, v.Today = year, tx.Today()
		if year == 0 {
			v.Year, err = strconv.Atoi(v.Today[:4])
		}
		if err != nil || v.Year < firstYear || v.Year > lastYear {
			return errs.Missing()
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

func (v *PictureView) fill(ctx context.Context, tx *db.Tx) error {
	from, to := yearOf(v.Year)
	all, err := forum.List(ctx, tx, v.Area.ID)
	if err != nil {
		return err
	}
	met, err := forum.PictureOf(ctx, tx, v.Area.ID, from, to)
	if err != nil {
		return err
	}
	for _, f := range all {
		p := PicturedForum{Forum: f, Sittings: slices.DeleteFunc(slices.Clone(met), func(s forum.Pictured) bool { return s.Forum != f.ID })}
		if f.Status != forum.Ended || len(p.Sittings) > 0 {
			v.Forums = append(v.Forums, p)
		}
	}
	v.cover(all)
	if v.Attendance, err = forum.AttendanceOf(ctx, tx, v.Area.ID, from, to); err != nil {
		return err
	}
	balance, err := minutes.BalanceOf(ctx, tx, v.Area.ID, from, to)
	for _, k := range forum.Parties() {
		b := balance[k]
		b.Kind = k
		v.Balance = append(v.Balance, b)
	}
	return err
}

// cover finds which ages the forums that take up persons are for.
func (v *PictureView) cover(all []forum.Forum) {
	var spans []forum.Band
	var open []forum.Forum
	for _, f := range all {
		if f.Persons() && f.Status != forum.Ended {
			open = append(open, f)
			spans = append(spans, forum.Band{From: f.AgeFrom, To: f.AgeTo})
		}
	}
	v.Bands = forum.Bands(spans)
	for _, f := range open {
		c := Coverage{Forum: f}
		for _, b := range v.Bands {
			c.For = append(c.For, b.Covers(f.AgeFrom, f.AgeTo))
		}
		v.Coverage = append(v.Coverage, c)
	}
}

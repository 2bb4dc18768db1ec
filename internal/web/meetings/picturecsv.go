package meetings

import (
	"net/http"
	"strconv"

	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// pictureCSV is one part of the picture as a table for a spreadsheet.
func (s *server) pictureCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.pictureScreen(r, v)
	if err != nil {
		return err
	}
	part := v.Query.Get("del")
	var header []string
	var rows [][]string
	switch part {
	case "", partYear:
		part = partYear
		header, rows = k.yearRows()
	case partAttendance:
		header, rows = k.attendanceRows()
	case partBalance:
		header, rows = k.balanceRows()
	case partAges:
		header, rows = k.agesRows()
	default:
		return errs.Missing()
	}
	return sendCSV(w, "forum-"+string(k.Area.ID)+"-"+strconv.Itoa(k.Year)+"-"+part, header, rows)
}

func (k pictureScreen) words(keys ...string) (all []string) {
	for _, key := range keys {
		all = append(all, k.v.Texts.T(key))
	}
	return all
}

// yearRows is every date of the year.
func (k pictureScreen) yearRows() (header []string, rows [][]string) {
	for _, f := range k.Forums {
		for _, s := range f.Sittings {
			rows = append(rows, []string{f.Name, k.v.Texts.ISO(s.Start), k.v.Texts.Clock(s.Start), ui.OutcomeName(k.v.Texts, k.outcome(s)), k.reason(s)})
		}
	}
	return k.words("picture.forum", "picture.date", "picture.clock", "picture.outcome", "picture.reason"), rows
}

func (k pictureScreen) attendanceRows() (header []string, rows [][]string) {
	for _, f := range k.attended() {
		for _, kind := range forum.Parties() {
			if a, known := k.attendance(f.ID, kind); known {
				rows = append(rows, []string{f.Name, ui.KindName(k.v.Texts, kind), strconv.Itoa(a.Came), strconv.Itoa(a.Awaited)})
			}
		}
	}
	return k.words("picture.forum", "picture.actor", "picture.came", "picture.awaited"), rows
}

func (k pictureScreen) balanceRows() (header []string, rows [][]string) {
	for _, b := range k.Balance {
		rows = append(rows, []string{ui.KindName(k.v.Texts, b.Kind), few(k.v, b.Calls), few(k.v, b.Called), few(k.v, b.Came), few(k.v, b.Tasks)})
	}
	return k.words("picture.actor", "picture.calls", "picture.called", "picture.came", "picture.tasks"), rows
}

func (k pictureScreen) agesRows() (header []string, rows [][]string) {
	header = k.words("picture.forum", "picture.target", "picture.sort", "picture.standing")
	for _, b := range k.Bands {
		header = append(header, ages(k.v, b))
	}
	for _, c := range k.Coverage {
		row := []string{c.Name, c.Target, k.formality(c), k.v.TextOf("forum.status", c.Status)}
		for _, covers := range c.For {
			words := ""
			if covers {
				words = k.v.Texts.T("picture.covers")
			}
			row = append(row, words)
		}
		rows = append(rows, row)
	}
	return header, rows
}

package mapping

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/factor"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/study"
)

// Language is the language that reports are made in.
const Language = "sv-SE"

// Given is what a report is made of beside what the study knows.
type Given struct {
	Texts  *i18n.Texts     // in the language of the report
	Tables []export.Titled // figures at its end
}

// ReportRow is a report as lists show it.
type ReportRow struct {
	study.Report
	AreaName   string // empty for the main one
	StudyTitle string
	May        bool // the actor may read and change what is not published
}

// ReportList is all reports, and what reports the actor may make.
type ReportList struct {
	Rows []ReportRow
	More bool
	Make []ReportRow // that there are not: study and area
}

// Reports lists reports: those that are published, and those that the actor may
// work with.
func (a *Service) Reports(ctx context.Context, who access.Actor) (v ReportList, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		keeps, frame, err := a.kept(ctx, tx, who, areas, access.StudyRead)
		if err != nil {
			return err
		}
		may := func(area id.Area) bool { return frame || area != "" && slices.Contains(keeps, area) }
		names := map[id.Area]string{}
		for _, area := range areas {
			names[area.ID] = area.Name
		}
		studies, err := study.List(ctx, tx, "")
		if err != nil {
			return err
		}
		all, err := study.Reports(ctx, tx, "")
		if err != nil {
			return err
		}
		for _, s := range studies {
			v.add(s, all, names, may)
		}
		return nil
	})
	return v, err
}

// FindReports lists a page of the same reports by identifier, without names. What
// could be made is not told.
func (a *Service) FindReports(ctx context.Context, who access.Actor, after id.Report, limit int) (v ReportList, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		areas, err := org.Areas(ctx, tx)
		if err != nil {
			return err
		}
		keeps, frame, err := a.kept(ctx, tx, who, areas, access.StudyRead)
		if err != nil {
			return err
		}
		all, err := study.FindReports(ctx, tx, study.ReportPage{After: after, Drafts: keeps, All: frame, Limit: limit + 1})
		v.More = len(all) > limit
		for _, r := range all[:min(len(all), limit)] {
			v.Rows = append(v.Rows, ReportRow{Report: r, May: frame || r.Area != "" && slices.Contains(keeps, r.Area)})
		}
		return err
	})
	return v, err
}

// add puts the reports of a study in the list, and those that it lacks.
func (v *ReportList) add(s study.Study, all []study.Report, names map[id.Area]string, may func(id.Area) bool) {
	for _, area := range append([]id.Area{""}, s.Areas...) {
		i := slices.IndexFunc(all, func(r study.Report) bool { return r.Study == s.ID && r.Area == area })
		row := ReportRow{AreaName: names[area], StudyTitle: s.Title, May: may(area)}
		switch {
		case i < 0:
			row.Study, row.Area = s.ID, area
			if row.May {
				v.Make = append(v.Make, row)
			}
		case row.May || all[i].Editions > 0:
			row.Report = all[i]
			v.Rows = append(v.Rows, row)
		}
	}
}

// ReportView is one report: as it is worked on, or as it was published.
type ReportView struct {
	study.Report
	AreaName  string
	StudyName string
	Sections  []study.Section // as it is worked on; for those who may
	Edition   study.Edition   // that is shown; zero before the first
	Functions map[id.Function]org.Function
	May       bool
}

// Report returns a report: to those who work with it with its draft, to others
// as it was published. number chooses an edition; 0 is the newest.
func (a *Service) Report(ctx context.Context, who access.Actor, r id.Report, number int) (v ReportView, err error) {
	err = a.look(ctx, who, func(tx *db.Tx) error {
		if v.Report, err = study.ReportByID(ctx, tx, r); err != nil {
			return err
		}
		if v.May, err = a.may(ctx, tx, who, access.StudyRead, access.Object{Area: v.Area}); err != nil {
			return err
		}
		if !v.May && v.Editions == 0 {
			return errs.Missing()
		}
		return v.fill(ctx, tx, number)
	})
	return v, err
}

func (v *ReportView) fill(ctx context.Context, tx *db.Tx, number int) error {
	s, err := study.ByID(ctx, tx, v.Study)
	if err != nil {
		return err
	}
	v.StudyName = s.Title
	if v.Area != "" {
		area, err := org.AreaByID(ctx, tx, v.Area)
		if err != nil {
			return err
		}
		v.AreaName = area.Name
	}
	named := []id.Function{v.MadeBy}
	if v.Editions > 0 {
		if v.Edition, err = study.EditionOf(ctx, tx, v.ID, number); err != nil {
			return err
		}
		named = append(named, v.Edition.By)
	}
	if v.May {
		if v.Sections, err = study.SectionsOf(ctx, tx, v.ID); err != nil {
			return err
		}
		for _, sec := range v.Sections {
			if sec.OwnBy != "" {
				named = append(named, sec.OwnBy)
			}
		}
	}
	v.Functions, err = org.Functions(ctx, tx, named)
	return err
}

// MakeReport makes the report of a study in an area, or the main one, out of
// what there is now. Where there is one it is made anew; nobody's own words in
// it are touched.
func (a *Service) MakeReport(ctx context.Context, who access.Actor, s id.Study, area id.Area, given Given) (made id.Report, err error) {
	err = a.changeIn(ctx, who, s, area, func(tx *db.Tx, now study.Study) error {
		if area != "" && !slices.Contains(now.Areas, area) {
			return fieldFault("area", "study.area.outside")
		}
		m, err := a.material(ctx, tx, now, area, given)
		if err != nil {
			return err
		}
		title := given.Texts.T("report.title.main", "study", now.Title)
		if area != "" {
			title = given.Texts.T("report.title.area", "area", m.names[area])
		}
		if made, err = study.MakeReport(ctx, tx, study.Report{Study: s, Area: area, Title: title, MadeBy: who.Function}); err != nil {
			return err
		}
		return study.Fill(ctx, tx, made, m.sections())
	})
	return made, err
}

// ofReport changes one report, or what stands in it.
func (a *Service) ofReport(ctx context.Context, who access.Actor, r id.Report, fn func(*db.Tx, study.Report) error) error {
	var now study.Report
	err := a.look(ctx, who, func(tx *db.Tx) (err error) {
		now, err = study.ReportByID(ctx, tx, r)
		return err
	})
	if err != nil {
		return err
	}
	return a.changeIn(ctx, who, now.Study, now.Area, func(tx *db.Tx, _ study.Study) error {
		now, err := study.ReportByID(ctx, tx, r)
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
}

// WriteSection puts somebody's own words in a section of a report; empty words
// give back what is made from the study.
func (a *Service) WriteSection(ctx context.Context, who access.Actor, r id.Report, s study.Section) error {
	s.OwnBy = who.Function
	return a.ofReport(ctx, who, r, func(tx *db.Tx, now study.Report) error { return study.Write(ctx, tx, now.ID, s) })
}

// Publish freezes a report as it stands, for everybody to read.
func (a *Service) Publish(ctx context.Context, who access.Actor, r id.Report, version int64) error {
	return a.ofReport(ctx, who, r, func(tx *db.Tx, now study.Report) error { return study.Publish(ctx, tx, now, version, who.Function) })
}

// Shown is the report's sections as a reader sees them: the edition, or for those
// who work with it what stands now.
func (v ReportView) Shown(draft bool) (all []study.Frozen) {
	if !draft && v.Editions > 0 {
		return v.Edition.Sections
	}
	for _, s := range v.Sections {
		all = append(all, study.Frozen{Code: s.Code, Text: s.Text()})
	}
	return all
}

// SectionName is the key of a section's heading.
func SectionName(code string) string {
	if f, ok := factor.ByCode(factor.Code(code)); ok {
		return f.Name()
	}
	return "report.section." + code
}

// Document is the report as a file.
func (v ReportView) Document(t *i18n.Texts, draft bool) export.Document {
	d := export.Document{Title: v.Title, Lang: Language, About: t.T("report.about.draft", "study", v.StudyName)}
	if !draft && v.Editions > 0 {
		d.Title = v.Edition.Title
		d.About = t.T("report.about.edition", "study", v.StudyName, "n", number(v.Edition.Number), "day", t.DayOf(v.Edition.At), "who", v.Functions[v.Edition.By].Name)
	}
	for _, s := range v.Shown(draft) {
		d.Parts = append(d.Parts, export.Block{Kind: export.Heading, Level: 1, Text: t.T(SectionName(s.Code))})
		d.Parts = append(d.Parts, export.Marked(s.Text)...)
	}
	return d
}

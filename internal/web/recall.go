package web

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) copyItem(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, i := id.Case(r.PathValue("case")), id.Item(r.PathValue("item"))
	if err := s.App.CopyItem(r.Context(), v.Actor, c, i); err != nil {
		return err
	}
	return s.Done(w, r, site.ItemURL(c, i), "page.flash.item_copied")
}

// recallPage asks why a disclosure is to be taken back.
func (s *server) recallPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawRecall(w, r, v, nil)
}

func (s *server) drawRecall(w http.ResponseWriter, r *http.Request, v *site.Visit, faults []errs.Fault) error {
	k, err := s.itemScreen(r, v)
	if err != nil {
		return err
	}
	h, ok := k.handed(id.Disclosure(r.PathValue("disclosure")))
	if !ok || !k.May[access.ItemRecall] {
		return errs.Missing()
	}
	if h.Recall.ID != "" {
		return s.Done(w, r, k.url(), "")
	}
	f := v.NewForm(k.url() + "/aterkalla/" + string(h.ID))
	f.Faults = faults
	p := s.itemFrame(k, v.Texts.T("itempage.recall"))
	p.Head.Back = &ui.Link{Label: k.Item.Title, Href: k.url()}
	p.Faults = faults
	return s.Draw(w, r, v, p, recallBody(v, k, h, f))
}

func (k itemScreen) handed(d id.Disclosure) (item.Handed, bool) {
	i := slices.IndexFunc(k.Ledger, func(h item.Handed) bool { return h.ID == d && h.Kind == "disclosed" })
	if i < 0 {
		return item.Handed{}, false
	}
	return k.Ledger[i], true
}

func (s *server) askRecall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, i := id.Case(r.PathValue("case")), id.Item(r.PathValue("item"))
	err := s.App.AskRecall(r.Context(), v.Actor, c, i, id.Disclosure(r.PathValue("disclosure")), v.Form.Get("reason"))
	if faults, ok := site.Faulty(err); ok {
		return s.drawRecall(w, r, v, faults)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.ItemURL(c, i), "page.flash.recall_asked")
}

func (s *server) confirmRecall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, i := id.Case(r.PathValue("case")), id.Item(r.PathValue("item"))
	if err := s.App.ConfirmRecall(r.Context(), v.Actor, c, i, id.Recall(r.PathValue("recall"))); err != nil {
		return err
	}
	return s.Done(w, r, site.ItemURL(c, i), "page.flash.recalled")
}

// facts are what an item says in fields, as far as it says anything.
func (k itemScreen) facts(i item.Item) (terms []ui.Term) {
	t := k.v.Texts
	add := func(word, says string) {
		if says != "" {
			terms = append(terms, ui.Term{Word: word, Says: ui.Text(says)})
		}
	}
	if i.Start != "" {
		add(t.T("itempage.period"), t.Days(i.Start, i.End))
	}
	add(t.T("write.field.extent"), extentWords(k.v, i))
	add(t.T("itempage.weekly"), t.List(site.WeeklyWords(k.v, i.Weekly)...))
	if i.Content.Due != "" {
		add(t.T("write.field.due"), t.Day(i.Content.Due))
	}
	if i.Kind == item.Activity || i.Kind == item.Commitment {
		add(t.T("page.case.responsible"), k.responsible(i))
	}
	if i.Kind == item.Certificate && i.Value != "" {
		add(t.T("certificate.paper"), k.v.TextOf("certificate.paper", i.Value))
	}
	if i.Status != "" {
		add(t.T("write.field.status"), k.v.TextOf("status", i.Status))
	}
	if i.Code == "af_enrolment" || i.Code == "af_ended_illness" {
		add(t.T("write.field.code"), k.v.TextOf("write.code", i.Code))
	}
	return terms
}

func (k itemScreen) responsible(i item.Item) string {
	t := k.v.Texts
	f, ok := k.Functions[i.Responsible]
	switch {
	case ok:
		return f.Name + ", " + f.UnitName
	case i.Responsible != "":
		return t.T("event.who.withheld")
	case i.Owner == id.Self && k.v.Actor.Self():
		return t.T("itempage.you")
	case i.Owner == id.Self:
		return t.T("kind.person")
	}
	return t.T("write.responsible.nobody")
}

// author says who wrote a version.
func (k itemScreen) author(i item.Item) string {
	switch f, ok := k.Functions[i.Author]; {
	case ok:
		return f.Name + ", " + f.UnitName
	case i.Author != "":
		return k.v.Texts.T("event.who.withheld")
	case i.Acted != "":
		return site.Lower(k.v.Acted(i.Acted, k.v.Texts.T("kind.person")))
	case k.v.Actor.Self():
		return k.v.Texts.T("itempage.you")
	}
	return k.v.Texts.T("kind.person")
}

// writtenBy says who wrote an item that has one version, and when.
func (k itemScreen) writtenBy() string {
	t, when := k.v.Texts, k.v.Texts.Moment(k.Item.At)
	if who := k.author(k.Item); who != t.T("itempage.you") {
		return t.T("itempage.written_by", "who", who, "when", when)
	}
	return t.T("itempage.written_by.you", "when", when)
}

// copied reports whether the reader's unit has noted that it keeps the version
// shown in its own record.
func (k itemScreen) copied() bool {
	return slices.ContainsFunc(k.Ledger, func(h item.Handed) bool {
		return h.Kind == "copied" && h.Unit == k.v.Actor.Unit && h.Version == k.Item.Version
	})
}

// changes sets the texts of two versions side by side, those that differ.
func (k itemScreen) changes(before, after item.Item) []ui.Difference {
	return append(k.wordChanges(before, after), k.factChanges(before, after)...)
}

func (k itemScreen) wordChanges(before, after item.Item) (all []ui.Difference) {
	t := k.v.Texts
	if before.Title != after.Title {
		all = append(all, ui.Difference{Label: t.T("diff.field.title"), Old: before.Title, New: after.Title})
	}
	if before.Words != after.Words {
		all = append(all, ui.Difference{Label: t.T("write.field.words"), Old: before.Words, New: after.Words})
	}
	return all
}

func (k itemScreen) factChanges(before, after item.Item) (all []ui.Difference) {
	t := k.v.Texts
	add := func(label, from, to string) {
		if from != to {
			all = append(all, ui.Difference{Label: label, Old: from, New: to})
		}
	}
	add(t.T("itempage.period"), period(k.v, before), period(k.v, after))
	add(t.T("write.field.extent"), extentWords(k.v, before), extentWords(k.v, after))
	add(t.T("itempage.weekly"), t.List(site.WeeklyWords(k.v, before.Weekly)...), t.List(site.WeeklyWords(k.v, after.Weekly)...))
	add(t.T("write.field.due"), t.Day(before.Content.Due), t.Day(after.Content.Due))
	add(t.T("write.field.status"), statusWords(k.v, before), statusWords(k.v, after))
	if before.Responsible != after.Responsible {
		add(t.T("page.case.responsible"), k.responsible(before), k.responsible(after))
	}
	return all
}

func period(v *site.Visit, i item.Item) string {
	if i.Start == "" {
		return ""
	}
	return v.Texts.Days(i.Start, i.End)
}

func statusWords(v *site.Visit, i item.Item) string {
	if i.Status == "" {
		return ""
	}
	return v.TextOf("status", i.Status)
}

// rows are the ledger's about the newest version, or about those before, the
// latest first.
func (k itemScreen) rows(before bool) (all []item.Handed) {
	for _, h := range slices.Backward(k.Ledger) {
		if (h.Version < k.Item.Newest) == before {
			all = append(all, h)
		}
	}
	return all
}

// ledger is who has been handed which version when, and on which ground.
func (k itemScreen) ledger(rows []item.Handed) ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("itempage.ledger"), Hidden: true, Columns: site.Columns(v, "itempage.to", "itempage.what", "itempage.when", "itempage.ground", "itempage.by_whom", "itempage.recall")}
	recalls := k.May[access.ItemRecall] || slices.ContainsFunc(rows, func(h item.Handed) bool { return h.Recall.ID != "" })
	if !recalls {
		tab.Columns = tab.Columns[:5]
	}
	for _, h := range rows {
		u := k.Units[h.Unit]
		var to templ.Component = ui.Two(k.unitName(h.Unit), u.OrgName)
		if u.Kind != "" {
			to = ui.Actor(t, u.Kind, u.Name, u.OrgName)
		}
		what := t.T("itempage.version", "n", site.Number(h.Version))
		if h.Kind == "copied" {
			what = t.T("itempage.copied", "n", site.Number(h.Version))
		}
		by := v.Acted(h.Acted, t.T("kind.person"))
		if h.Acted == "" && v.Actor.Self() {
			by = t.T("itempage.you")
		}
		if f, ok := k.Functions[h.By]; ok {
			by = f.Name
		}
		line := site.Cells(to, ui.Text(what), ui.Text(t.Moment(h.At)), groundCell(v, h), ui.Text(by))
		if recalls {
			line.Cells = append(line.Cells, recallCell(v, k, h))
		}
		tab.Rows = append(tab.Rows, line)
	}
	return tab
}

// theirChanges sets what somebody else saved first beside what was typed.
func (k reviseScreen) theirChanges() []ui.Difference {
	content, _ := content(k.v, k.Item.Kind)
	typed := *k.theirs
	typed.Content = content
	return k.changes(*k.theirs, typed)
}

func (k reviseScreen) reasonField() ui.Field {
	f := k.form.Field("reason", "itempage.reason")
	for _, code := range []string{"news", "agreed", "correction"} {
		f.Options = append(f.Options, ui.Option{Value: code, Label: k.v.TextOf("item.reason", code), About: k.v.TextOf("itempage.reason.about", code)})
	}
	return f
}

func recallReasonField(v *site.Visit, f ui.Form) ui.Field {
	field := f.Field("reason", "itempage.recall.why")
	for _, code := range item.RecallReasons() {
		field.Options = append(field.Options, ui.Option{Value: code, Label: v.TextOf("recall.reason", code)})
	}
	return field
}

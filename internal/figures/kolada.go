package figures

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// The bounds of what is fetched.
const (
	mostPages   = 40
	mostFetched = 10 << 20 // bytes of all pages
	fetchTime   = 30 * time.Second
	mostKPIs    = 10
)

// koladaPage is an answer of Kolada's, version 3 (sweden.md K3). What it holds
// beside this is passed over.
type koladaPage struct {
	Values *[]koladaData `json:"values"`
	Count  *int          `json:"count"`
	Next   string        `json:"next_url"`
	Page   string        `json:"next_page"` // as version 2 called it
}

func (p koladaPage) next() string {
	if p.Next != "" {
		return p.Next
	}
	return p.Page
}

type koladaData struct {
	KPI          string          `json:"kpi"`
	Municipality string          `json:"municipality"`
	Period       json.RawMessage `json:"period"`
	Values       []koladaValue   `json:"values"`
}

type koladaValue struct {
	Gender string          `json:"gender"`
	Value  json.RawMessage `json:"value"`
	Status string          `json:"status"`
}

func koladaFault(key string, args ...string) error {
	var f errs.Faults
	f.Add("file", key, args...)
	return f.Err()
}

// pageOf reads one answer. One that is cut is no JSON; one of another form has
// no values.
func pageOf(answer []byte) (p koladaPage, err error) {
	answer = bytes.TrimPrefix(bytes.TrimSpace(answer), []byte("\ufeff"))
	switch {
	case len(answer) == 0:
		return p, koladaFault("kolada.empty")
	case !utf8.Valid(answer) || !json.Valid(answer):
		return p, koladaFault("kolada.cut")
	case json.Unmarshal(answer, &p) != nil || p.Values == nil:
		return p, koladaFault("kolada.form")
	}
	return p, nil
}

// ofKolada reads the answers to one question, which has to be whole, about the
// figures that there are.
func ofKolada(of figure.List, pages [][]byte) (c content, err error) {
	c.Origin = figure.FromKolada
	rows, count := 0, -1
	for i, answer := range pages {
		p, err := pageOf(answer)
		if err != nil {
			return c, err
		}
		if i == len(pages)-1 && p.next() != "" {
			return c, koladaFault("kolada.more")
		}
		for _, d := range *p.Values {
			if rows++; rows > MostValues {
				return c, koladaFault("figures.values.many", "n", strconv.Itoa(MostValues))
			}
			c.data(of, rows, d)
		}
		if p.Count != nil && *p.Count != len(*p.Values) {
			if count >= 0 && count != *p.Count {
				return c, koladaFault("kolada.count")
			}
			count = *p.Count // of all pages
		}
	}
	if count >= 0 && count != rows {
		return c, koladaFault("kolada.count", "said", strconv.Itoa(count), "came", strconv.Itoa(rows))
	}
	if rows == 0 {
		return c, koladaFault("kolada.nothing")
	}
	return c, nil
}

// data reads what is told of one place and year.
func (c *content) data(of figure.List, row int, d koladaData) {
	f, known := of.ByKPI(d.KPI)
	if !known {
		c.Faults = append(c.Faults, faultAt(row, "kpi", "kolada.kpi.unknown"))
	}
	if len(d.Values) == 0 {
		c.Faults = append(c.Faults, faultAt(row, "values", "kolada.values.missing"))
	}
	if !known {
		return
	}
	for _, one := range d.Values {
		if len(c.Values)+len(c.Faults) > MostValues {
			return // keep refuses it
		}
		status, wrong := border.Text(one.Status, 4*figure.MostStatus)
		if wrong != "" {
			c.Faults = append(c.Faults, faultAt(row, "status", "figure.status.form"))
			continue
		}
		v := figure.Value{Figure: f.Code, Place: figure.Place(d.Municipality), Period: strings.Trim(string(d.Period), `" `), Gender: one.Gender, Status: status}
		if text := string(one.Value); text != "" && text != "null" {
			if v.Number, v.Known = koladaNumber(text); !v.Known {
				c.Faults = append(c.Faults, faultAt(row, "value", "figure.value.form"))
				continue
			}
		}
		c.Values = append(c.Values, read{v, row, one.Gender})
	}
}

// koladaNumber reads a number as JSON writes it. A text is none, nor is true.
func koladaNumber(text string) (figure.Number, bool) {
	if strings.ContainsAny(text, "eE") && len(text) < 30 {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, false
		}
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return figure.ParseNumber(text)
}

// Kolada reports whether this installation fetches from Kolada.
func (s *Service) Kolada() bool { return s.kolada != nil }

// ParseKolada checks the address that figures are fetched from: https, or this
// machine. Nothing is fetched where it is empty.
func ParseKolada(base string) (*url.URL, error) {
	if base == "" {
		return nil, nil
	}
	u, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, errs.New(errs.Invalid, "kolada.address")
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Fetch asks Kolada for some of its figures of the federation's places, and keeps
// what comes to be looked at. What is sent are codes of figures and of
// municipalities, nothing else.
func (s *Service) Fetch(ctx context.Context, who access.Actor, kpis []string) (id.Import, error) {
	var f errs.Faults
	f.Check(s.kolada != nil, "kpi", "kolada.off")
	f.Check(len(kpis) > 0, "kpi", "kolada.kpi.missing")
	f.Check(len(kpis) <= mostKPIs, "kpi", "kolada.kpi.many", "n", strconv.Itoa(mostKPIs))
	var of figure.List
	var places []string
	err := s.Look(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx) (err error) {
		if of, err = figure.Known(ctx, tx); err != nil {
			return err
		}
		f.Check(!slices.ContainsFunc(kpis, func(k string) bool { _, ok := of.ByKPI(k); return !ok }), "kpi", "kolada.kpi.unknown")
		if err := f.OneEach().Err(); err != nil {
			return err
		}
		places = nil
		areas, err := org.Areas(ctx, tx)
		for _, spot := range spots(areas) {
			if spot.Place != figure.County { // the tables of the report alone have it
				places = append(places, string(spot.Place))
			}
		}
		return err
	})
	if err == nil {
		err = s.Spend(ctx, who, login.CostlyExport, access.FigureKeep)
	}
	if err != nil {
		return "", err
	}
	c, err := s.fetchAll(ctx, of, kpis, places)
	if err != nil {
		return "", err
	}
	return s.keep(ctx, who, "Kolada "+strings.Join(kpis, ", "), c)
}

func (s *Service) fetchAll(ctx context.Context, of figure.List, kpis, places []string) (c content, err error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	c.Origin = figure.FromKolada
	left := int64(mostFetched)
	for _, k := range kpis {
		pages, err := s.pages(ctx, "/data/kpi/"+k+"/municipality/"+strings.Join(places, ","), &left)
		if err != nil {
			return c, err
		}
		some, err := ofKolada(of, pages)
		if err != nil {
			return c, err
		}
		c.Values, c.Faults = append(c.Values, some.Values...), append(c.Faults, some.Faults...)
	}
	return c, nil
}

// pages follows an answer from page to page, never to another host and never
// round in a ring.
func (s *Service) pages(ctx context.Context, path string, left *int64) (all [][]byte, err error) {
	seen := map[string]bool{}
	for next := s.kolada.String() + path; next != ""; {
		switch {
		case seen[next]:
			return nil, koladaFault("kolada.loop")
		case len(all) >= mostPages:
			return nil, koladaFault("kolada.pages", "n", strconv.Itoa(mostPages))
		}
		seen[next] = true
		answer, err := s.get(ctx, next, left)
		if err != nil {
			return nil, err
		}
		p, err := pageOf(answer)
		if err != nil {
			return nil, err
		}
		all = append(all, answer)
		if next, err = s.following(p.next()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// following is the address of the next page. It is Kolada's own or none.
func (s *Service) following(next string) (string, error) {
	if next == "" {
		return "", nil
	}
	u, err := s.kolada.Parse(next)
	if err != nil || u.Scheme != s.kolada.Scheme || u.Host != s.kolada.Host || u.User != nil || !strings.HasPrefix(u.Path, s.kolada.Path+"/") {
		return "", koladaFault("kolada.elsewhere")
	}
	return u.String(), nil
}

// client follows no redirect: an answer that leads elsewhere is no answer.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (s *Service) get(ctx context.Context, address string, left *int64) ([]byte, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, koladaFault("kolada.silent")
	}
	q.Header.Set("Accept", "application/json")
	q.Header.Set("User-Agent", "Samverk")
	answer, err := client.Do(q)
	if err != nil {
		return nil, koladaFault("kolada.silent")
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, koladaFault("kolada.status", "status", strconv.Itoa(answer.StatusCode))
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, *left+1))
	if *left -= int64(len(body)); *left < 0 {
		return nil, koladaFault("kolada.large")
	}
	if err != nil {
		return nil, koladaFault("kolada.cut")
	}
	return body, nil
}

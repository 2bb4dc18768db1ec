package scene

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
	"samverk/internal/org"
)

// introductionTurns are what people can learn from: articles after the two
// reports in our own words, paths for newcomers, training days. That the days of
// 2012 and 2015 were held the report tells; how many came and how they were
// judged it does not, so nothing is said of that.
func introductionTurns() []Turn {
	return []Turn{
		{What: "articles", Day: -120, Do: writeArticles},
		{What: "paths for newcomers", Day: -118, Do: layPaths},
		{What: "training days that have been", Day: -110, Do: rememberTrainings},
		{What: "new deputies", Day: -45, Do: hireDeputies},
		{What: "newcomers on their way", Day: -20, Do: takeSteps},
		{What: "a method day", Day: -14, Do: holdMethodDay},
		{What: "a training day to come", Day: -5, Do: planTrainings},
		{What: "a visit that nobody has told of yet", Day: -4, Do: visited},
		{What: "a rule that is read anew", Day: -2, Do: reviseRule},
	}
}

//go:embed articles.txt
var articleTexts string

// written is an article of the file: its head lines, then its body.
type written struct {
	ref  string
	then *knowledge.Text // as it read in 2016
	in   knowledge.Input
}

// readArticles reads the articles of the file. A line of dashes parts them; in
// each, lines of "name: value" come first, then an empty line and the body.
func readArticles() (all []written, err error) {
	for part := range strings.SplitSeq(articleTexts, "\n----\n") {
		head, body, ok := strings.Cut(strings.TrimSpace(part), "\n\n")
		if !ok {
			return nil, fmt.Errorf("article without a body: %.40s", part)
		}
		fields := map[string]string{}
		for line := range strings.SplitSeq(head, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			fields[name] = value
		}
		w := written{ref: fields["ref"], in: knowledge.Input{
			Area: id.Area(fields["area"]), Theme: fields["theme"], Audience: fields["for"], State: knowledge.Published,
			Text: knowledge.Text{Title: fields["title"], Body: body, Source: fields["source"], SourceOn: fields["read"], From: fields["from"]},
		}}
		if now, was, both := strings.Cut(body, "\n\n2016:\n"); both {
			w.in.Text.Body = now
			w.then = &knowledge.Text{Title: fields["title"], Body: was, Source: fields["source2016"], From: fields["from2016"], Until: fields["until2016"]}
		}
		all = append(all, w)
	}
	return all, nil
}

// keeper is who keeps what there is to learn: for all areas the federation.
func keeper(st *Stage, area id.Area) access.Actor {
	if area == "" {
		return federationOfficer(st)
	}
	return st.Acting(area, "sam")
}

func writeArticles(ctx context.Context, st *Stage) error {
	s := introduction.New(st.App)
	all, err := readArticles()
	if err != nil {
		return err
	}
	for i, w := range all {
		who := keeper(st, w.in.Area)
		w.in.ReviewOn = st.Date(120 + 10*i)
		if i == 3 {
			w.in.ReviewOn = st.Date(-1) // one is to be looked at anew
		}
		first := w.in
		if w.then != nil {
			first.Text = *w.then
		}
		a, err := s.WriteArticle(ctx, who, first)
		if err == nil && w.then != nil {
			err = s.ChangeArticle(ctx, who, a, w.in, 1)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", w.ref, err)
		}
	}
	return nil
}

// titled finds an article by its title.
func titled(ctx context.Context, st *Stage, title string) (introduction.ArticleRow, error) {
	v, err := introduction.New(st.App).Articles(ctx, federationOfficer(st), introduction.ArticleQuery{})
	if err != nil {
		return introduction.ArticleRow{}, err
	}
	i := slices.IndexFunc(v.Rows, func(a introduction.ArticleRow) bool { return a.Title == title })
	if i < 0 {
		return introduction.ArticleRow{}, fmt.Errorf("no article %q", title)
	}
	return v.Rows[i], nil
}

// The titles of articles that steps lead to.
const (
	ofKommun = "Kommunens uppdrag"
	ofVard   = "Regionens uppdrag"
	ofFK     = "Försäkringskassans uppdrag"
	ofAF     = "Arbetsförmedlingens uppdrag"
	ofSIP    = "Samordnad individuell plan"
	ofLaw    = "Vad förbundet får och inte får göra"
)

// lay is a path with the articles, pages and meetings of its steps.
type lay struct {
	in       learning.PathInput
	articles []string
	pages    []string
	meet     []access.Kind
}

// laid are the paths: one that everybody has, one for each actor, and one for
// each role that leads.
func laid() []lay {
	four := []string{ofKommun, ofVard, ofFK, ofAF}
	all := []lay{{in: learning.PathInput{Title: "För alla som är nya i samverkan", About: "De andras uppdrag, reglerna och Samverk."}, articles: append(four, ofSIP), pages: []string{"ways", "forums", "glossary"}}}
	for _, one := range []struct {
		kind  access.Kind
		title string
		own   string
		pages []string
	}{
		{access.Kommun, "Ny hos kommunen", ofKommun, []string{"offers"}}, {access.Vard, "Ny i vården", ofVard, []string{"forum_guide"}},
		{access.FK, "Ny på Försäkringskassan", ofFK, []string{"rules"}}, {access.AF, "Ny på Arbetsförmedlingen", ofAF, []string{"offers"}},
	} {
		l := lay{in: learning.PathInput{Actor: one.kind, Title: one.title, About: "Det egna uppdraget, och vilka hos de andra att lära känna."}, articles: []string{one.own}, pages: one.pages}
		for _, k := range []access.Kind{access.Kommun, access.Vard, access.FK, access.AF} {
			if k != one.kind {
				l.meet = append(l.meet, k)
			}
		}
		all = append(all, l)
	}
	return append(all,
		lay{in: learning.PathInput{Role: access.Coordinator, Title: "Ny samverkanskoordinator", About: "Att hålla i samverkan i ett kommunområde."}, pages: []string{"agreements", "forum_guide", "obstacles"}, meet: []access.Kind{access.Forbund}},
		lay{in: learning.PathInput{Role: access.Manager, Title: "Ny chef", About: "Det som cheferna svarar för tillsammans."}, pages: []string{"agreements", "obstacles"}},
		lay{in: learning.PathInput{Role: access.Admin, Title: "Ny lokal administratör", About: "Att hålla funktioner och vägar in aktuella."}, pages: []string{"ways"}},
		lay{in: learning.PathInput{Role: access.Federation, Title: "Ny i förbundet", About: "Vad förbundet får göra, och aldrig ser."}, articles: []string{ofLaw}, pages: []string{"agreements", "trainings"}},
	)
}

func layPaths(ctx context.Context, st *Stage) error {
	s, who := introduction.New(st.App), federationOfficer(st)
	for _, l := range laid() {
		p, err := s.AddPath(ctx, who, l.in)
		if err != nil {
			return err
		}
		steps, err := l.steps(ctx, st)
		if err != nil {
			return err
		}
		for i, step := range steps {
			step.Path = p
			if _, err := s.AddStep(ctx, who, step, int64(i+1)); err != nil {
				return fmt.Errorf("%s: %w", step.Title, err)
			}
		}
	}
	return nil
}

// pageSteps says what to look for on a page.
var pageSteps = map[string]string{
	"ways": "Hitta vägen in till var och en av de andra", "forums": "Se vilka forum som finns", "glossary": "Slå upp tre förkortningar",
	"offers": "Se vilka insatser som finns i området", "forum_guide": "Prova vilket möte som passar", "rules": "Jämför reglerna 2016 och i dag",
	"agreements": "Läs överenskommelserna i området", "obstacles": "Se vilka hinder som väntar på svar", "trainings": "Se vilka utbildningsdagar som kommer",
}

// meetSteps says whom to meet.
var meetSteps = map[access.Kind]string{
	access.Kommun: "Träffa kommunens samverkanskoordinator", access.Vard: "Träffa vårdcentralens rehabkoordinator", access.FK: "Träffa FK:s samverkansansvarig",
	access.AF: "Träffa AF:s rehabkoordinator", access.Forbund: "Träffa förbundets tjänsteman",
}

func (l lay) steps(ctx context.Context, st *Stage) (all []learning.Step, err error) {
	for _, title := range l.articles {
		a, err := titled(ctx, st, title)
		if err != nil {
			return nil, err
		}
		all = append(all, learning.Step{Kind: learning.ReadArticle, Title: "Läs: " + title, Article: a.ID})
	}
	for _, page := range l.pages {
		all = append(all, learning.Step{Kind: learning.SeePage, Title: pageSteps[page], Page: page})
	}
	for _, k := range l.meet {
		all = append(all, learning.Step{Kind: learning.Meet, Title: meetSteps[k], Meet: k})
	}
	return all, nil
}

// hireDeputies lets AF's caseworker of each area become deputy of its
// rehabilitation coordinator.
func hireDeputies(ctx context.Context, st *Stage) error {
	for _, area := range st.Areas {
		boss, own := st.Acting(area, "af-chef"), st.Acting(area, "af")
		if _, err := st.App.Assign(ctx, boss, boss.Unit, org.NewAssignment{Function: st.Function(area, "afr"), User: own.User, Deputy: true}); err != nil {
			return fmt.Errorf("%s: %w", area, err)
		}
	}
	return nil
}

// takeSteps lets the newcomers get through some of their way: one area the whole
// of it.
func takeSteps(ctx context.Context, st *Stage) error {
	s := introduction.New(st.App)
	for i, area := range st.Areas {
		who, as := st.Acting(area, "af"), st.Acting(area, "afr")
		who.Function, who.Unit, who.Deputy = as.Function, as.Unit, true
		v, err := s.Introduction(ctx, who)
		if err != nil {
			return err
		}
		_, left := v.Steps()
		if area != "0604" {
			left = left * (i + 1) / 8
		}
		for _, p := range v.Paths {
			for _, step := range p.Steps {
				if left--; left < 0 {
					continue
				}
				if err := s.TakeStep(ctx, who, step.ID, st.Date(-21-left)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func rememberTrainings(ctx context.Context, st *Stage) error {
	s, who := introduction.New(st.App), federationOfficer(st)
	for _, d := range []learning.TrainingInput{
		{Title: "KUR, utbildningsdagar 2012", On: "2012-10-15", Audience: "workers", Place: "Höglandet",
			Themes: "Gemensam satsning med Försäkringskassan, kommunerna, landstinget och Arbetsförmedlingen: rehabilitering vid psykisk ohälsa, och samverkan mellan aktörerna.\n\nRapporten anger året. Dagen är demons egen, och hur många som kom står inte i rapporten."},
		{Title: "KUR, uppföljningsdagar i kommunområdena 2015", On: "2015-10-14", Audience: "workers", Place: "De sex kommunområdena",
			Themes: "En uppföljningsdag i vart och ett av de sex kommunområdena, under en vecka i mitten av oktober 2015. Enkäterna efteråt visade att medarbetarna tyckte att satsningen var givande och ville arbeta vidare med samverkan.\n\nRapporten har inga siffror om hur många som kom eller hur de bedömde dagarna. Datumet är demons eget."},
	} {
		t, err := s.PlanTraining(ctx, who, d)
		if err != nil {
			return err
		}
		if err := s.HoldTraining(ctx, who, t, learning.Outcome{}, 1); err != nil {
			return err
		}
	}
	return nil
}

// holdMethodDay is the yearly day of AF and FK in Vetlanda, with numbers that are
// the demo's own.
func holdMethodDay(ctx context.Context, st *Stage) error {
	s, who := introduction.New(st.App), st.Acting(vetlanda, "af-chef")
	t, err := s.PlanTraining(ctx, who, learning.TrainingInput{
		Title: "Metoddag AF och FK i Vetlanda", On: st.Date(-16), Place: "Vetlanda", Audience: "managers", Method: true, Areas: []id.Area{vetlanda},
		Themes: "Uppföljning av gemensam kartläggning, och hur arbetssätten för gemensamma målgrupper kan utvecklas.",
		Owners: []id.Function{st.Function(vetlanda, "af-chef"), st.Function(vetlanda, "fk-chef")},
	})
	if err != nil {
		return err
	}
	return s.HoldTraining(ctx, who, t, learning.Outcome{
		People: map[access.Kind]int{access.AF: 6, access.FK: 7},
		Record: "Gemensam kartläggning: fungerar när båda har läst underlaget före mötet. Ändras: frågan om vem som följer upp ställs innan mötet slutar.\n\nPersoner utan SGI: arbetssättet saknas. Tas vidare till chefsgruppen.\n\nSiffrorna och texten är demons egna.",
		Answers: []learning.Answer{
			{Question: "Hade du nytta av dagen i ditt arbete?", Mean: 420, Answers: 12}, {Question: "Vet du mer om den andra aktören?", Mean: 385, Answers: 12},
		},
	}, 1)
}

func planTrainings(ctx context.Context, st *Stage) error {
	s := introduction.New(st.App)
	t, err := s.PlanTraining(ctx, federationOfficer(st), learning.TrainingInput{
		Title: "Försäkringsmedicin för alla fyra", On: st.Date(40), Place: "Nässjö", Audience: "workers", Seats: 60,
		Themes: "Läkarintyg, DFA-kedjan och vad den som saknar SGI kan få. Fortsättning på KUR-dagarna, som rapporten föreslår.",
		Owners: []id.Function{st.Function(vetlanda, "fk"), st.Function(vetlanda, "psyk"), st.Function(vetlanda, "sam")},
	})
	if err != nil {
		return err
	}
	for _, short := range []string{"ame", "fk", "vc"} {
		if err := s.SignUp(ctx, st.Acting(vetlanda, short), t, 2); err != nil {
			return err
		}
	}
	_, err = s.PlanTraining(ctx, st.Acting(vetlanda, "sam"), learning.TrainingInput{
		Title: "Vad gör en rehabkoordinator?", On: st.Date(18), Place: "Vetlanda vårdcentral", Audience: "workers", Areas: []id.Area{vetlanda},
		Themes: "Kommunen och Arbetsförmedlingen hälsar på hos vårdcentralen.", Owners: []id.Function{st.Function(vetlanda, "vc"), st.Function(vetlanda, "sam")},
	})
	return err
}

// visited is a day that has been, of which nobody has said how it went.
func visited(ctx context.Context, st *Stage) error {
	_, err := introduction.New(st.App).PlanTraining(ctx, st.Acting(vetlanda, "sam"), learning.TrainingInput{
		Title: "Studiebesök på arbetsmarknadsenheten", On: st.Date(-3), Place: "Vetlanda", Audience: "workers", Areas: []id.Area{vetlanda},
		Themes: "Vården och Försäkringskassan ser hur arbetsträning går till.", Owners: []id.Function{st.Function(vetlanda, "ame"), st.Function(vetlanda, "sam")},
	})
	return err
}

// reviseRule lets the owner of an article look at it anew.
func reviseRule(ctx context.Context, st *Stage) error {
	a, err := titled(ctx, st, ofSIP)
	if err != nil {
		return err
	}
	return introduction.New(st.App).ReviewArticle(ctx, federationOfficer(st), a.ID, st.Date(300), a.Version)
}

package scene

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
)

// figuresTurns are the report's two tables and nothing else: no figure here is made
// up. The targets of the goals are the demo's own.
func figuresTurns() []Turn {
	return []Turn{
		{What: "the report's tables", Day: -90, Do: takeInReport},
		{What: "a goal of all areas", Day: -80, Do: goalOfAll},
		{What: "a goal of Vetlanda", Day: -75, Do: goalOfVetlanda},
	}
}

func takeInReport(ctx context.Context, s *Stage) error {
	all := figures.New(s.App)
	who := federationOfficer(s)
	batch, err := all.UploadReport(ctx, who)
	if err != nil {
		return err
	}
	p, err := all.Preview(ctx, who, batch)
	if err != nil {
		return err
	}
	return all.TakeIn(ctx, who, batch, p.Seen)
}

// goalOfAll is a goal that the federation holds all six areas to.
func goalOfAll(ctx context.Context, s *Stage) error {
	_, err := figures.New(s.App).SetGoal(ctx, federationOfficer(s), figure.GoalInput{
		Figure: "fm-eb", Gender: "T", Title: "Lägre kostnad för ekonomiskt bistånd per person i hela området", Target: 1_900_000, Given: true,
		DueOn: s.Date(600), Areas: s.Areas, Actors: []access.Kind{access.Kommun, access.Vard, access.FK, access.AF},
		Words: "Målet är demons eget och finns inte i rapporten. Alla fyra aktörer följer det i samma serie, en gång om året.",
	})
	return err
}

func goalOfVetlanda(ctx context.Context, s *Stage) error {
	const vetlanda id.Area = "0685"
	_, err := figures.New(s.App).SetGoal(ctx, s.Acting(vetlanda, "sam"), figure.GoalInput{
		Figure: "oj-mycket-langvarigt", Gender: "T", Title: "Färre med mycket långvarigt ekonomiskt bistånd", Target: 13_000, Given: true,
		DueOn: s.Date(400), Areas: []id.Area{vetlanda}, Actors: []access.Kind{access.Kommun, access.AF, access.Vard},
		Words: "Målet är demons eget. Utgångsläget är rapportens siffra, som saknar år, så läget går inte att räkna ut förrän en ny serie har börjat.",
	})
	return err
}

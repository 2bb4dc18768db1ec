package demo

import (
	"regexp"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/org"
	"samverk/internal/samverktest"
)

func worldOf(t *testing.T) org.World {
	t.Helper()
	w, err := Structure()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheWorldInstallsOnAnEmptyDatabase(t *testing.T) {
	w, d := worldOf(t), samverktest.DB(t)
	if err := d.Tx(t.Context(), func(tx *db.Tx) error { return app.InstallWorld(t.Context(), tx, w) }); err != nil {
		t.Fatal(err)
	}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		for _, a := range w.Areas {
			best, err := org.WayInFor(t.Context(), tx, a.ID, org.Coordination)
			if err != nil || len(best) == 0 || best[0].Vacant() || best[0].Function.Role != access.Coordinator {
				t.Errorf("%s has no coordinator to turn to: %v %v", a.Name, best, err)
			}
			for _, topic := range org.Topics() {
				if ways, err := org.WayInFor(t.Context(), tx, a.ID, topic); err != nil || len(ways) == 0 || ways[0].Vacant() {
					t.Errorf("%s: nobody answers for %s: %v", a.Name, topic, err)
				}
			}
		}
		f, err := org.FunctionByID(t.Context(), tx, "vetlanda-forsorjning-handlaggare")
		if f.Holder != "Handläggare 1" || f.Deputy != "Handläggare 2" {
			t.Errorf("%+v", f)
		}
		empty, errEmpty := org.Vacancies(t.Context(), tx, "vetlanda-samverkan")
		if len(empty) != 1 || empty[0].ID != "vetlanda-boendestod-samordnare" || errEmpty != nil {
			t.Error(empty, errEmpty)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheFederationHasSixAreasAndNineMembers(t *testing.T) {
	w := worldOf(t)
	if len(w.Areas) != 6 {
		t.Error(len(w.Areas))
	}
	members := 0
	for _, o := range w.Organisations {
		admins := 0
		if o.Kind != access.Forbund && o.Kind != access.Drift {
			members++
		}
		for _, u := range o.Units {
			if len(u.Functions) == 0 {
				t.Errorf("%s has no function", u.ID)
			}
			for _, f := range u.Functions {
				if f.Role == access.Admin {
					admins++
				}
				if (f.Role == access.Federation) != (o.Kind == access.Forbund && f.Role != access.Admin) {
					t.Errorf("%s has the role %s", f.ID, f.Role)
				}
			}
		}
		if admins != 1 {
			t.Errorf("%s has %d administrators", o.Name, admins)
		}
	}
	if members != 9 {
		t.Errorf("%d members", members)
	}
}

// A label is what a function is called, or a task and a number: never a name.
var label = regexp.MustCompile(`^(Administratör|Arbetscoach|Arbetspsykolog|Arbetsterapeut|Behandlare|Case manager|Chef|Förvaltare|Handledare|Handläggare|Koordinator|Ledamot|Läkare|Rehabkoordinator|SE-coach|Samordnare|Socialkonsulent|Tjänsteman|Ungdomscoach|Vägledare) [1-9]$`)

// PTS keeps these series for books and films.
var phone = regexp.MustCompile(`^(08-465 004 \d\d|031-390 06 \d\d|040-628 04 \d\d)$`)

func TestNobodyInTheWorldIsReal(t *testing.T) {
	phones := map[string]bool{}
	for _, o := range worldOf(t).Organisations {
		for _, u := range o.Units {
			for _, f := range u.Functions {
				for _, s := range f.Staff {
					if !label.MatchString(s) {
						t.Errorf("%s: %q could be a name", f.ID, s)
					}
				}
				if f.Phone != "" && (!phone.MatchString(f.Phone) || phones[f.Phone]) {
					t.Errorf("%s: %s", f.ID, f.Phone)
				}
				if f.Mailbox != "" && !strings.HasSuffix(f.Mailbox, ".example") || f.SDK != "" && !strings.HasPrefix(f.SDK, "demo:") {
					t.Errorf("%s: %s %s", f.ID, f.Mailbox, f.SDK)
				}
				phones[f.Phone] = true
			}
		}
	}
}

package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/intake"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
)

// desk is the world with what takes in files.
type desk struct {
	*world.W
	*intake.Service
	ctx context.Context
}

func open(t *testing.T) desk {
	w := world.New(t)
	return desk{w, intake.New(w.Admin()), t.Context()}
}

// second makes another administrator of the municipality and returns her,
// acting.
func (d desk) second() access.Actor {
	d.T.Helper()
	d.Exec(`insert into user_account (id, name, label, organisation_id) values ('admin-2', 'admin-2', 'Administratör 2', 'kommun')`)
	d.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('admin-2', 'admin', 'admin-2', $1, 0)`, true)
	return d.AsNth("admin", 2)
}

func (d desk) person(name string) {
	d.T.Helper()
	_, err := d.AddPerson(d.ctx, d.As("admin"), admin.NewPerson{AccountInput: login.AccountInput{Name: name, Label: "Handläggare 9"}})
	d.ok(err)
}

func (d desk) ok(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

func (d desk) is(err error, k errs.Kind) {
	d.T.Helper()
	if !errs.Is(err, k) {
		d.T.Errorf("%v, want kind %d", err, k)
	}
}

// upload reads a file of lines and returns what it would lead to.
func (d desk) upload(kind intake.Kind, lines ...string) (id.Import, intake.Preview) {
	d.T.Helper()
	b, err := d.Upload(d.ctx, d.As("admin"), kind, "fil.csv", []byte(strings.Join(lines, "\r\n")))
	d.ok(err)
	v, err := d.Preview(d.ctx, d.As("admin"), b)
	d.ok(err)
	return b, v
}

// said is every fault of a preview as row, column and key.
func said(v intake.Preview) string {
	var all []string
	for _, f := range v.Faults() {
		all = append(all, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Errs.Key))
	}
	return strings.Join(all, "\n")
}

func (d desk) count(query string, args ...any) (n int) {
	d.T.Helper()
	d.W.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, query, args...)
		return err
	})
	return n
}

// three thousand people, with what is wrong in some rows.
func people(wrong map[int]string) (lines []string) {
	lines = []string{"Inloggningsnamn;Visas som"}
	for n := 2; n <= 3001; n++ {
		line := fmt.Sprintf("person-%04d;Handläggare %d", n, n)
		if w, ok := wrong[n]; ok {
			line = w
		}
		lines = append(lines, line)
	}
	return lines
}

func TestOf3000RowsTheSeventeenWrongAreTold(t *testing.T) {
	d := open(t)
	wrong := map[int]string{}
	var want []string
	for i := range 4 {
		n := 100 + 700*i
		wrong[n], wrong[n+1] = ";Handläggare", fmt.Sprintf("person-%04d;", n+1)
		wrong[n+2], wrong[n+3] = fmt.Sprintf("fel namn %d!;Handläggare", n), "ame-1;Tagen på annat håll"
		want = append(want, fmt.Sprintf("%d name import.cell.empty", n), fmt.Sprintf("%d label import.cell.empty", n+1), fmt.Sprintf("%d name account.name.form", n+2))
		if i == 0 {
			wrong[n+3] = "vc-1;Tagen på annat håll"
			want = append(want, fmt.Sprintf("%d name account.name.taken", n+3))
		} else {
			wrong[n+3] = fmt.Sprintf("person-%04d;Samma igen", 5+i)
			want = append(want, fmt.Sprintf("%d name import.row.twice", n+3))
		}
	}
	wrong[3001] = "900101-0017;Handläggare"
	want = append(want, "3001 name text.identity.number")
	var n atomic.Int64
	counted := d
	counted.ctx = db.Counted(d.ctx, &n)
	b, v := counted.upload(intake.People, people(wrong)...)
	if n.Load() > 80 {
		t.Errorf("%d statements to look at a file", n.Load())
	}
	if v.Wrong != 17 || v.New != 3000-17 || v.Changed+v.Unchanged != 0 {
		t.Errorf("wrong %d, new %d, changed %d, unchanged %d", v.Wrong, v.New, v.Changed, v.Unchanged)
	}
	if got := said(v); got != strings.Join(want, "\n") {
		t.Errorf("told:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
	accounts := d.count(`select count(*) from user_account`)
	d.is(d.TakeIn(d.ctx, d.As("admin"), b, v.Seen), errs.Conflict)
	if n := d.count(`select count(*) from user_account`); n != accounts {
		t.Errorf("%d accounts were made of a file that is wrong", n-accounts)
	}
}

func TestThreeThousandRowsAreTakenInAtOnce(t *testing.T) {
	d := open(t)
	b, v := d.upload(intake.People, people(nil)...)
	if v.Wrong != 0 || v.New != 3000 {
		t.Fatal(said(v))
	}
	var n atomic.Int64
	d.ok(d.TakeIn(db.Counted(d.ctx, &n), d.As("admin"), b, v.Seen))
	if n.Load() > 3*3000 {
		t.Errorf("%d statements to take in 3000 rows", n.Load())
	}
	if n := d.count(`select count(*) from user_account where name like 'person-%'`); n != 3000 {
		t.Errorf("%d people", n)
	}
	d.is(d.TakeIn(d.ctx, d.As("admin"), b, v.Seen), errs.Conflict)
	if n := d.count(`select count(*) from import_batch where length(rows) > 0`); n != 0 {
		t.Error("the rows are kept after they were taken in")
	}
	_, v = d.upload(intake.People, people(nil)...)
	if v.Unchanged != 3000 || v.New+v.Changed+v.Wrong != 0 {
		t.Errorf("the same file again: %d unchanged, %d changed, %d new, %d wrong", v.Unchanged, v.Changed, v.New, v.Wrong)
	}
}

func TestAWholeOrganisationComesFromFourFiles(t *testing.T) {
	d := open(t)
	take := func(kind intake.Kind, lines ...string) {
		t.Helper()
		b, v := d.upload(kind, lines...)
		if v.Wrong > 0 || len(v.Whole) > 0 {
			t.Fatalf("%s: %s", kind, said(v))
		}
		d.ok(d.TakeIn(d.ctx, d.As("admin"), b, v.Seen))
	}
	take(intake.Units, "Enhet;Kommuner;Om enheten", "Vuxna;Vetlanda;Stöd till vuxna", "Barn;685;")
	take(intake.Functions, "Enhet;Funktion;Roll;Telefon", "Vuxna;Handläggare;Handlägger;+46 383 970 00", "Vuxna;Chef;chef;", "barn;Handläggare;worker;")
	take(intake.People, "Inloggningsnamn,Visas som", "nina,Handläggare 7", "olof,=SUM(A1)")
	take(intake.Assignments, "Enhet;Funktion;Inloggningsnamn;Som;Från och med;Till och med", "Vuxna;Handläggare;nina;Innehavare;;2027-06-30",
		"Vuxna;Handläggare;OLOF;Ersättare;2026-12-01;", "Barn;Handläggare;nina;;2026-12-01;")
	d.W.Read(func(ctx context.Context, tx *db.Tx) error {
		all, err := org.AssignmentsIn(ctx, tx, "kommun")
		held := map[string]int{}
		for _, a := range all {
			held[a.Label]++
		}
		if held["Handläggare 7"] != 2 || held["=SUM(A1)"] != 1 {
			t.Errorf("%v", held)
		}
		return err
	})
	// What stands can be fetched, changed and imported again.
	header, rows, err := d.Template(d.ctx, d.As("admin"), intake.Functions, false, true)
	d.ok(err)
	var file bytes.Buffer
	d.ok(export.CSV(&file, export.Format{BOM: true}, header, rows))
	_, v := d.upload(intake.Functions, file.String())
	if v.Unchanged != len(rows) || v.Changed+v.New+v.Wrong != 0 {
		t.Errorf("unchanged %d of %d, changed %d, new %d: %s", v.Unchanged, len(rows), v.Changed, v.New, said(v))
	}
	file.Reset()
	d.ok(export.Sheet(&file, "Funktioner", header, rows))
	b, err := d.Upload(d.ctx, d.As("admin"), intake.Functions, "", file.Bytes())
	d.ok(err)
	v, err = d.Preview(d.ctx, d.As("admin"), b)
	if v.Unchanged != len(rows) || err != nil {
		t.Errorf("as a workbook: unchanged %d of %d: %s %v", v.Unchanged, len(rows), said(v), err)
	}
}

func TestEachKindOfRowTellsWhatIsWrongWithIt(t *testing.T) {
	d := open(t)
	d.person("nina")
	d.person("olof")
	for name, c := range map[string]struct {
		kind  intake.Kind
		lines []string
		want  string
	}{
		"no such column": {intake.Units, []string{"Enhet;Chef", "A;B"}, "1  import.column.unknown"},
		"a column twice": {intake.Units, []string{"Enhet;enhet", "A;B"}, "1 name import.column.twice"},
		"no column":      {intake.Functions, []string{"Enhet;Funktion", "A;B"}, "1 role import.column.missing"},
		"units": {intake.Units, []string{"Id;Enhet;Kommuner", "vc;A;", ";B;Nässjö", ";AME;", "ame;Boendestöd;", ";" + strings.Repeat("x", 121) + ";"},
			"2 id import.id.missing\n3 areas unit.areas.outside\n5 name unit.name.taken\n5  import.row.twice\n6 name structure.name.long"},
		"functions": {intake.Functions, []string{"Enhet;Funktion;Roll;Telefon;Brevlåda", "Finns ej;A;chef;;", "AME;B;kung;;", "AME;C;chef;växeln;inte en adress",
			"Samverkan;Administratör;Chef;;", "AME;D;Samordningsförbundet;;"},
			"2 unit import.unit.missing\n3 role function.role.unknown\n4 phone function.phone.form\n4 mailbox function.mailbox.form\n5 role function.role.held\n6 role function.role.federation"},
		"people": {intake.People, []string{"Inloggningsnamn;Visas som;Reserv;Identitet;Leverantör", "a-ny;A;kanske;;", "b-ny;B;;SE123;okänd", "admin-1;Administratör 1;ja;;"},
			"2 reserve import.cell.yes\n3 provider identity.provider.unknown\n4  account.administers"},
		"assignments": {intake.Assignments, []string{"Enhet;Funktion;Inloggningsnamn;Som;Från och med;Till och med", "AME;Coach;nina;;;", "Boendestöd;Samordnare;ingen;;;",
			"Boendestöd;Samordnare;admin-1;;;", "Samverkan;Administratör;nina;;;", "Boendestöd;Samordnare;nina;kung;;", "Boendestöd;Samordnare;nina;;igår;",
			"Boendestöd;Samordnare;nina;;;2026-01-01", "Boendestöd;Samordnare;nina;;;", "Boendestöd;Samordnare;olof;;;", "Boendestöd;Samordnare;nina;Ersättare;;"},
			"2 function assignment.holder.taken\n3 user import.user.missing\n4 user assignment.user.self\n5 function assignment.function.admin\n6 holds import.cell.holds\n" +
				"7 since staff.since.date\n8 until assignment.until.early\n10 function import.holder.twice\n11  import.row.twice"},
		"cells that cannot be read": {intake.Units, []string{"Enhet;Om enheten", "A\x00;B", "C;å\xff"}, "2 name border.nul\n3 about border.utf8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, v := d.upload(c.kind, c.lines...)
			if got := said(v); got != c.want {
				t.Errorf("told:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestAFileBindsNobodyToAnAccountInUse(t *testing.T) {
	d := open(t)
	d.person("nina")
	d.person("olof")
	d.Exec(`insert into session (id, secret_hash, user_id, level, source, created_at, seen_at, ends_at, proved_at)
select 's', 's', id, 'password', '', 1, 1, 2, 1 from user_account where name = 'nina'`)
	_, v := d.upload(intake.People, "Inloggningsnamn;Visas som;Identitet", "nina;Handläggare 9;SE1", "olof;Handläggare 9;SE2")
	if got := said(v); !strings.Contains(got, "2 subject identity.in_use") || strings.Contains(got, "3 subject identity.in_use") {
		t.Errorf("told:\n%s", got)
	}
}

func TestListsTakenOutWithoutEndAreStopped(t *testing.T) {
	d := open(t)
	take := func(who access.Actor, filled bool) error {
		_, _, err := d.Template(d.ctx, who, intake.People, false, filled)
		return err
	}
	for range 60 {
		d.ok(take(d.As("admin"), true))
	}
	d.is(take(d.As("admin"), true), errs.TooMany)
	d.ok(take(d.second(), true))
	d.ok(take(d.As("admin"), false)) // the empty file has nobody in it
	d.Pass(16 * time.Minute)
	d.ok(take(d.As("admin"), true))
}

func TestWhatIsTakenInIsWhatWasSeen(t *testing.T) {
	d := open(t)
	who := d.As("admin")
	b, v := d.upload(intake.Units, "Id;Enhet", "ame;AME Vetlanda")
	if v.Changed != 1 || len(v.Rows[0].Changes) != 1 || v.Rows[0].Changes[0].Old != "AME" {
		t.Fatalf("%+v", v.Rows)
	}
	d.ok(d.ChangeUnit(d.ctx, who, "ame", org.UnitInput{Name: "Arbetsmarknad", Areas: []id.Area{world.Area}}, 1))
	d.is(d.TakeIn(d.ctx, who, b, v.Seen), errs.Conflict)
	v, err := d.Preview(d.ctx, who, b)
	d.ok(err)
	if v.Rows[0].Changes[0].Old != "Arbetsmarknad" {
		t.Errorf("%+v", v.Rows[0])
	}
	d.ok(d.TakeIn(d.ctx, who, b, v.Seen))
	now, err := d.Unit(d.ctx, who, "ame")
	if now.Name != "AME Vetlanda" || len(now.Areas) != 1 || err != nil {
		t.Errorf("%+v %v", now, err)
	}
}

func TestAFileIsItsUploadersForAnHour(t *testing.T) {
	d := open(t)
	b, v := d.upload(intake.Units, "Enhet", "Ny enhet")
	other := d.second()
	_, err := d.Preview(d.ctx, other, b)
	d.is(err, errs.NotFound)
	d.is(d.TakeIn(d.ctx, other, b, v.Seen), errs.NotFound)
	for _, f := range []id.Function{"ame-chef", "forbund"} {
		_, err = d.Preview(d.ctx, d.As(f), b)
		d.is(err, errs.NotFound)
		_, err = d.Upload(d.ctx, d.As(f), intake.Units, "", []byte("Enhet\nA"))
		d.is(err, errs.NotFound)
	}
	d.Pass(61 * time.Minute)
	d.is(d.TakeIn(d.ctx, d.As("admin"), b, v.Seen), errs.NotFound)
	d.upload(intake.Units, "Enhet", "En annan")
	if n := d.count(`select count(*) from import_batch`); n != 1 {
		t.Errorf("%d files are kept", n)
	}
}

func TestOneRowThatFailsTakesBackAll(t *testing.T) {
	d := open(t)
	d.person("nina")
	b, v := d.upload(intake.Assignments, "Enhet;Funktion;Inloggningsnamn;Som", "Boendestöd;Samordnare;nina;", "AME;Coach;nina;Ersättare")
	if v.New != 2 {
		t.Fatal(said(v))
	}
	// Somebody staffs meanwhile, so that nothing of it is taken in.
	_, err := d.W.App.Assign(d.ctx, d.As("ame-chef"), "ame", org.NewAssignment{Function: "ame", User: "forsorjning-1", Deputy: true})
	d.ok(err)
	d.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('between', 'boende', 'samordning-1', $1, $2)`, false, db.Micros(d.Now()))
	d.is(d.TakeIn(d.ctx, d.As("admin"), b, v.Seen), errs.Conflict)
	if n := d.count(`select count(*) from assignment s join user_account a on a.id = s.user_id where a.name = 'nina'`); n != 0 {
		t.Errorf("%d rows were taken in", n)
	}
}

func TestWhatIsWrongWithARowDoesNotTellWhetherAPersonIsKnown(t *testing.T) {
	d := open(t)
	_, p := d.Case()
	told := func(number string) string {
		_, v := d.upload(intake.People, "Inloggningsnamn;Visas som", number+";Handläggare 3", "nina;"+number)
		all := ""
		for _, f := range v.Faults() {
			all += fmt.Sprintln(f.Row, f.Column, f.Errs.Key, f.Errs.Args)
		}
		return all
	}
	known, unknown := told(p.Number), told("19900117-2387")
	if known == "" || known != unknown {
		t.Errorf("of one who is known here:\n%sof one who is not:\n%s", known, unknown)
	}
	for _, words := range []string{p.Number, p.Name} {
		if strings.Contains(known, words) {
			t.Error("the faults tell of her")
		}
	}
}

package figures_test

import (
	"strings"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/figure"
)

// TestAnAnswerThatHasNoEndOfFaultsIsRefused uploads as many rows without
// anything in them as a file has room for.
func TestAnAnswerThatHasNoEndOfFaultsIsRefused(t *testing.T) {
	b := newBench(t)
	file := `{"values":[` + strings.TrimSuffix(strings.Repeat("{},", 1_000_000), ",") + `]}`
	if _, err := b.Upload(b.ctx, b.fed, figure.FromKolada, "k.json", []byte(file)); faults(err) != "file:figures.values.many" {
		t.Errorf("a million empty rows: %s", faults(err))
	}
}

// TestWhatNoDatabaseHoldsIsAFaultOfTheFile has signs in a text that PostgreSQL
// does not take, and that nobody can read.
func TestWhatNoDatabaseHoldsIsAFaultOfTheFile(t *testing.T) {
	b := newBench(t)
	for _, sign := range []string{`\u0000`, `\u0007`, `\u202e`} {
		file := strings.Replace(page("", "0685"), `"status":""`, `"status":"Saknas`+sign+`"`, 1)
		i, err := b.Upload(b.ctx, b.fed, figure.FromKolada, "k.json", []byte(file))
		if err != nil {
			continue // refused at once
		}
		p, err := b.Preview(b.ctx, b.fed, i)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range p.Lines {
			if strings.ContainsAny(l.Value.Status, "\x00\x07\u202e") {
				t.Errorf("%s stands in what would be taken in", sign)
			}
		}
		if p.Ready() {
			if err := b.TakeIn(b.ctx, b.fed, i, p.Seen); err != nil {
				t.Errorf("%s: %v", sign, err)
			}
		}
	}
}

// TestAFileOfFiguresIsItsOwn looks at, takes in and throws away a file that
// somebody else of the federation has uploaded.
func TestAFileOfFiguresIsItsOwn(t *testing.T) {
	b := newBench(t)
	i, err := b.UploadReport(b.ctx, b.fed)
	b.must(err)
	p, err := b.Preview(b.ctx, b.fed, i)
	b.must(err)
	b.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('other', 'forbund', 'samordning-1', true, 1)`)
	other := b.fed
	other.User = "samordning-1"
	if _, err := b.Preview(b.ctx, other, i); !errs.Is(err, errs.NotFound) {
		t.Errorf("another looks at it: %v", err)
	}
	if err := b.TakeIn(b.ctx, other, i, p.Seen); !errs.Is(err, errs.NotFound) {
		t.Errorf("another takes it in: %v", err)
	}
	if err := b.Discard(b.ctx, other, i); !errs.Is(err, errs.NotFound) {
		t.Errorf("another throws it away: %v", err)
	}
	b.must(b.TakeIn(b.ctx, b.fed, i, p.Seen))
}
